"""A Python card at work: what it shows, what fails it, and that it costs nobody else anything."""

import itertools
from collections.abc import Iterator, Sequence
from typing import Any

import pytest
import structlog

from aggregator.domain.card import Failed, Hidden, Shown, Unavailable
from aggregator.domain.errors import InternalError, SourceTimeout
from aggregator.render.python import drawing
from aggregator.render.python.limited import RanOut
from tests.support.python_cards import HEAD, checked, compiled, draw, drawn, script
from tests.support.rendering import CONTEXT

ERROR = SourceTimeout("billing", "Billing did not answer")
FAILED = Failed(ERROR)
SHOW_NAME = "return Card(customer.name)"
SHOW_BILLING = "return Card(customer.name, f'{len(customer.invoices or ())} invoices')"
SECRET = "alex@grocery.co"


def text(words: str) -> dict[str, Any]:
    return {"componentPlainText": {"plainText": words}}


def components(outcome: object) -> Sequence[Any]:
    assert isinstance(outcome, Shown)
    return outcome.components


@pytest.fixture
def logged() -> Iterator[list[Any]]:
    with structlog.testing.capture_logs() as entries:
        yield entries


def test_what_render_gives_is_shown_as_its_card_says() -> None:
    outcome = drawn(SHOW_NAME)
    assert outcome == Shown([text("Alex")], 300, ())


def test_none_and_a_card_without_a_piece_are_hidden_or_the_empty_line() -> None:
    assert drawn("return None") == Hidden(300)
    assert drawn("return Card(None, divider())".replace("divider()", "''")) == Hidden(300)
    empty = 'query Trend @card(title: "T", empty: "No name") { customer { name } }'
    card = compiled(script("return None"), empty)
    (line,) = components(draw(card))
    assert line["componentPlainText"]["plainText"] == "No name"


def test_trust_works_as_for_any_card() -> None:
    query = 'query Trend @card(title: "T", trust: EXTERNAL_ID) { customer { name } }'
    assert isinstance(draw(compiled(script(SHOW_NAME), query)), Hidden)  # matched by nothing sure


def test_reading_what_failed_fails_the_card_with_that_error() -> None:
    assert drawn(SHOW_BILLING, {"invoices": FAILED}) == Unavailable(ERROR)


def test_an_except_exception_does_not_pass_a_failure_off_as_empty() -> None:
    body = (
        "count = 0\n"
        "try:\n    count = len(customer.invoices or ())\n"
        "except Exception:\n    pass\n"
        "return Card(f'{count} invoices')"
    )
    assert drawn(body, {"invoices": FAILED}) == Unavailable(ERROR)


def test_what_failed_and_was_not_read_is_a_partial_failure() -> None:
    outcome = drawn(SHOW_NAME, {"invoices": FAILED})
    assert isinstance(outcome, Shown)
    assert (list(outcome.components), list(outcome.failures)) == ([text("Alex")], [ERROR])


def test_a_card_that_shows_nothing_while_something_failed_is_not_hidden() -> None:
    assert drawn("return None", {"invoices": FAILED}) == Unavailable(ERROR)


def test_a_card_can_ask_what_failed() -> None:
    body = (
        "if card.failed(customer, 'invoices'):\n    return Card('no invoices for now')\n"
        "return Card(f'{len(customer.invoices or ())} invoices')"
    )
    assert list(components(drawn(body, {"invoices": FAILED}))) == [text("no invoices for now")]
    assert list(components(drawn(body, {"invoices": []}))) == [text("0 invoices")]


def test_asking_for_a_field_that_is_not_there_is_the_cards_mistake() -> None:
    outcome = drawn("return Card(str(card.failed(customer, 'invoice')))")
    assert isinstance(outcome, Unavailable)
    assert outcome.error.facts["error"] == "AttributeError"


def test_an_exception_costs_the_card_and_tells_its_type_and_line_only(logged: list[Any]) -> None:
    code = script("return Card(str(1 / len(customer.name[:0])))")
    code = code.replace("1 / len", "int(customer.name) / len")
    outcome = draw(compiled(code), {"name": SECRET})
    assert isinstance(outcome, Unavailable)
    assert isinstance(outcome.error, InternalError)
    line = code[: code.index("return Card(")].count("\n") + 1
    assert outcome.error.facts == {
        "card": "card",
        "error": "ValueError",
        "file": "cards/team/card.py",
        "line": line,
        "cause": None,
    }
    assert SECRET not in str(outcome.error)
    assert [each["error"] for each in logged] == ["ValueError"]
    assert SECRET not in str(logged)


@pytest.mark.parametrize(
    "body",
    [
        "raise RuntimeError(customer.name)",
        "return customer.name",
        "return [Card()]",
        "return render(data, card)",
        "return Card(badge('x', 'PURPLE'))",
        "return Card(row('a', row('b', 'c')))",
        "return Card(link('x', 'https://a.example/{0.__class__}{9}', 'y'))",
    ],
)
def test_whatever_goes_wrong_costs_this_card_alone(body: str) -> None:
    outcome = draw(compiled(script(body)))
    assert isinstance(outcome, Unavailable)
    assert isinstance(outcome.error, InternalError)


@pytest.mark.parametrize(
    ("body", "error", "cause"),
    [
        ("x = customer.nmae", "AttributeError", "Customer has no field nmae"),
        ("x = 1 + customer.name", "TypeError", "unsupported operand type(s) for +"),
        ("raise TypeError(customer.name)", "TypeError", None),
        ("x = {}[customer.name]", "KeyError", None),
        ("x = int(customer.name)", "ValueError", None),
        (
            "x = Money(1, 'USD') + Money(1, 'EUR')",
            "MixedCurrencies",
            "USD and EUR are two currencies: add up and compare each by itself",
        ),
    ],
)
def test_an_error_names_file_line_and_the_cause_where_that_holds_no_data(
    body: str, error: str, cause: str | None
) -> None:
    code = "from aggregator.render.python import Money\n" + script(f"{body}\nreturn None")
    outcome = draw(compiled(code), {"name": SECRET})
    assert isinstance(outcome, Unavailable)
    facts = outcome.error.facts
    line = code[: code.index(body)].count("\n") + 1
    assert (facts["file"], facts["line"], facts["error"]) == ("cards/team/card.py", line, error)
    said = str(facts["cause"]) if facts["cause"] is not None else None
    assert said is None if cause is None else said is not None and said.startswith(cause)
    assert SECRET not in str(facts)


LOOP = "while customer.name == 'loop':\n    pass\nreturn Card(customer.name)"


def test_a_loop_is_stopped_and_the_card_then_left_alone_for_a_minute(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    now = [1000.0]
    monkeypatch.setattr(drawing, "clock", lambda: now[0])
    card = compiled(script(LOOP), python_seconds=0.05)
    assert components(draw(card))
    outcome = draw(card, {"name": "loop"})
    assert isinstance(outcome, Unavailable)
    assert outcome.error.facts["error"] == "RanOut"
    now[0] += drawing.REST_SECONDS - 1
    assert isinstance(draw(card), Unavailable)  # it would be drawn, if it were tried
    now[0] += 2
    assert components(draw(card))


def test_what_cannot_be_stopped_is_never_tried_again(monkeypatch: pytest.MonkeyPatch) -> None:
    tried = itertools.count()

    def deaf(*_: object) -> object:
        next(tried)
        raise RanOut(stopped=False)

    card = compiled(script(SHOW_NAME))
    monkeypatch.setattr(drawing, "limited", deaf)
    monkeypatch.setattr(drawing, "clock", lambda: 1e12)
    assert isinstance(draw(card), Unavailable)
    assert isinstance(draw(card), Unavailable)
    assert next(tried) == 1


def test_what_holds_the_interpreter_four_times_as_long_is_never_tried_again(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """A regular expression that runs wild: nothing can stop it, and it ends by itself, late."""
    monkeypatch.setattr(drawing, "clock", lambda: 1e12)
    code = "import re\n" + script(
        "if customer.name == 'Alex':\n    return Card('Alex')\n"
        "return Card(str(re.match('a*a*a*a*a*c', customer.name)))"
    )
    card = compiled(code, python_seconds=0.001)
    wild = "a" * 80 + "b"
    outcome = draw(card, {"name": wild})
    assert isinstance(outcome, Unavailable)
    assert outcome.error.facts["error"] == "RanOutForGood"
    monkeypatch.setattr(drawing, "clock", lambda: 1e12 + drawing.REST_SECONDS * 100)
    assert isinstance(draw(card), Unavailable)  # Alex would be drawn, if it were tried


def test_a_changed_card_is_not_held_to_what_the_one_before_did() -> None:
    slow = compiled(script(LOOP), python_seconds=0.05)
    draw(slow, {"name": "loop"})
    assert components(draw(compiled(script(LOOP + "  # mended"), python_seconds=5.0)))


@pytest.mark.parametrize(
    ("top", "line", "told"),
    [
        ("RATE = 1 / 0\n", 1, "importing it raises ZeroDivisionError: division by zero"),
        ("import math\nLIMIT = mth.pi\n", 2, "Nothing here is named mth"),
        ("LIMIT = LATER\nLATER = 1\n", 1, "importing it raises NameError: name 'LATER'"),
    ],
)
def test_a_file_that_raises_when_imported_is_found_at_its_line(
    top: str, line: int, told: str
) -> None:
    card = checked(top + script(SHOW_NAME))
    (found,) = card.diagnostics
    assert (found.code, found.line, found.path) == ("python-raises", line, "cards/team/card.py")
    assert told in found.message
    assert card.compiled is None


def test_a_file_that_never_ends_being_imported_is_found(monkeypatch: pytest.MonkeyPatch) -> None:
    def ran_out(*_: object) -> object:
        raise RanOut(stopped=True)

    monkeypatch.setattr(drawing, "limited", ran_out)
    (found,) = checked(script(SHOW_NAME)).diagnostics
    assert found.code == "python-raises"
    assert "takes longer than 2 s" in found.message


def test_moments_and_users_are_components_only_where_the_workspace_turned_them_on() -> None:
    body = "return Card(card.moment(card.now), card.user('a@b.example'))"
    plain = components(drawn(body))
    assert list(plain) == [text("Nov 22, 2026, 12:00\u00a0PM"), text("a@b.example")]
    newest = components(drawn(body, date_component=True, user_component=True))
    assert [next(iter(each)) for each in newest] == ["componentDateTime", "componentUser"]


def test_a_day_without_a_time_is_that_day_also_for_a_card_in_python() -> None:
    query = 'query Trend @card(title: "T") { customer { subscription { renewsAt } } }'
    body = (
        "at = customer.subscription and customer.subscription.renews_at\n"
        "return Card(card.moment(at), card.date(at)) if at else None"
    )
    card = compiled(script(body), query, date_component=True)
    shown = components(draw(card, {"subscription": {"renewsAt": "2026-12-01"}}))
    assert list(shown) == [text("Dec 1, 2026")] * 2


def test_an_amount_that_is_too_long_to_format_is_never_cut() -> None:
    body = "return Card(*[card.money(i.total) for i in customer.invoices or () if i.total])"
    amount = f"0.{'1' * 64} USD"
    invoices = [{"number": "1", "status": "OPEN", "total": amount}]
    assert list(components(drawn(body, {"invoices": invoices}))) == [text(amount)]


def test_values_are_written_as_the_directives_write_them() -> None:
    body = (
        "return Card(card.number(12345.678), card.percent(0.421, 1), card.date(card.now),"
        " card.money(totals([i.total for i in customer.invoices or ()])[0]),"
        " card.words('PAST_DUE'), card.number(float('inf')), str(card.known))"
    )
    invoices = [{"number": "1", "status": "OPEN", "total": "1129.00 USD"}]
    shown = components(drawn(body, {"invoices": invoices}))
    assert [each["componentPlainText"]["plainText"] for each in shown] == [
        "12,345.678",
        "42.1%",
        "Nov 22, 2026",
        "$1,129.00",
        "Past due",
        "inf",
        "True",
    ]
    assert CONTEXT.locale == "en_US"


def test_the_fingerprint_changes_with_the_python() -> None:
    one, other = compiled(script(SHOW_NAME)), compiled(script(SHOW_NAME) + "# more\n")
    assert one.fingerprint != other.fingerprint
    assert one.fingerprint == compiled(script(SHOW_NAME)).fingerprint
    assert HEAD in script(SHOW_NAME)
