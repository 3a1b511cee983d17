import inspect
from collections.abc import Mapping
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from aggregator.domain import errors
from aggregator.domain.card import Hidden, Outcome, Shown, Unavailable, UnknownCard
from aggregator.domain.errors import AggregatorError
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import read
from aggregator.pipeline.respond import EXPECTED, FAILURES, FailureWords, respond

WORDS = {"billing": "Billing", "crm": "CRM", "helpdesk": "Helpdesk", "product": "Product"}
TOLD = FailureWords(
    "K7QW2MX9AB",
    WORDS.__getitem__,
    operator={"crm": "Dana (dana@example.com)"}.get,
    team={"plan": "team billing"}.get,
)
PLAN: dict[str, Any] = {"componentText": {"text": "Pro"}}
REFERENCE = {
    "componentRow": {
        "rowMainContent": [
            {
                "componentPlainText": {
                    "plainText": "Reference K7QW2MX9AB",
                    "plainTextSize": "S",
                    "plainTextColor": "MUTED",
                }
            }
        ],
        "rowAsideContent": [
            {
                "componentCopyButton": {
                    "copyButtonValue": "K7QW2MX9AB",
                    "copyButtonTooltipLabel": "Copy reference",
                }
            }
        ],
    }
}


def ask(*keys: str) -> CardRequest:
    return CardRequest(keys, None, None, None, "w_demo")


def answers(
    outcomes: Mapping[str, Outcome], *keys: str, told: FailureWords = TOLD
) -> dict[str, dict[str, Any]]:
    raw = respond(ask(*(keys or outcomes)), outcomes, told)
    assert read(raw, keys).problems == ()
    return {card["key"]: card for card in orjson.loads(raw)["cards"]}


def answer(outcome: Outcome) -> dict[str, Any]:
    return answers({"plan": outcome})["plan"]


def failed(error: AggregatorError) -> tuple[str, int | None]:
    """The error card's words and its TTL; the rest of its look is checked here once for all."""
    card = answer(Unavailable(error))
    (line, reference) = card["components"]
    assert line["componentPlainText"]["plainTextColor"] == "ERROR"
    assert reference == REFERENCE
    return line["componentPlainText"]["plainText"], card["timeToLiveSeconds"]


def muted(ttl: int | None, *failures: AggregatorError) -> tuple[str, int | None]:
    """The line that tells what is missing from a card of which the rest is there, and its TTL."""
    card = answer(Shown([PLAN], ttl, failures))
    plan, line = card["components"]
    assert plan == PLAN
    assert line["componentPlainText"]["plainTextColor"] == "MUTED"
    return line["componentPlainText"]["plainText"], card["timeToLiveSeconds"]


def timeout(source: str) -> AggregatorError:
    return errors.SourceTimeout(source, "no answer within 1.8 s")


def busy(after: float | None) -> AggregatorError:
    return errors.SourceRateLimited("billing", "429", after)


def leaves(kind: type[AggregatorError] = AggregatorError) -> list[type[AggregatorError]]:
    below = [it for it in kind.__subclasses__() if it.__module__ == errors.__name__]
    return [leaf for it in below for leaf in leaves(it)] if below else [kind]


def test_each_leaf_of_the_error_tree_has_a_row_or_is_expected() -> None:
    assert len(leaves()) > 15
    assert {leaf for leaf in leaves() if leaf not in EXPECTED} <= FAILURES.keys()
    assert not FAILURES.keys() & set(EXPECTED)


NO_ID = "No id of this customer in CRM: nothing was asked there"


@pytest.mark.parametrize("kind", leaves(), ids=lambda kind: kind.__name__)
def test_no_failure_is_hidden_or_without_a_ttl(kind: type[AggregatorError]) -> None:
    facts: dict[str, Any] = {"source": "billing", "message": "m", "after": None}
    wanted = inspect.signature(kind.__init__).parameters
    error = kind(**{name: value for name, value in facts.items() if name in wanted})
    card = answer(Unavailable(error))
    assert card["timeToLiveSeconds"] in (15, 60)
    assert (card["components"] is None) == (kind in EXPECTED)


def test_a_good_card_is_sent_as_it_is() -> None:
    assert answer(Shown([PLAN], 120)) == {
        "key": "plan",
        "timeToLiveSeconds": 120,
        "components": [PLAN],
    }


def test_without_a_ttl_plains_own_setting_rules() -> None:
    assert answer(Shown([PLAN])) == {"key": "plan", "components": [PLAN]}


def test_a_hidden_card_is_null_with_its_ttl() -> None:
    assert answer(Hidden(60)) == {"key": "plan", "timeToLiveSeconds": 60, "components": None}
    assert answer(Hidden()) == {"key": "plan", "components": None}


@pytest.mark.parametrize("kind", EXPECTED, ids=lambda kind: kind.__name__)
def test_nobody_known_is_nothing_to_show(kind: type[AggregatorError]) -> None:
    card = answer(Unavailable(kind("not found")))
    assert (card["components"], card["timeToLiveSeconds"]) == (None, 60)


@pytest.mark.parametrize(
    ("error", "words", "ttl"),
    [
        (timeout("billing"), "Billing did not answer. Reload in a minute.", 15),
        (
            errors.SourceUnavailable("crm", "502"),
            "CRM did not answer. Reload in a minute.",
            15,
        ),
        (busy(None), "Billing is too busy to answer. Reload in a minute.", 15),
        (busy(3), "Billing is too busy to answer. Reload in a minute.", 15),
        (busy(40.2), "Billing is too busy to answer. Reload in a minute.", 41),
        (busy(200), "Billing is too busy to answer. Reload in 4 minutes.", 200),
        (busy(86_400), "Billing is too busy to answer. Reload in 5 minutes.", 300),
        (busy(float("inf")), "Billing is too busy to answer. Reload in 5 minutes.", 300),
        (
            errors.SourceRefused("crm", "403"),
            "CRM refused our access. It needs attention by its owner, Dana (dana@example.com).",
            60,
        ),
        (
            errors.SourceMalformed("billing", "not JSON"),
            "Billing gave an unreadable answer. It needs attention by its owner.",
            60,
        ),
        (
            errors.CardError("plan.graphql:3:5: no field nmae on Plan", file="plan.graphql"),
            "This card's file has a mistake in it. It needs attention by its owner, team billing.",
            60,
        ),
        (
            errors.DirectoryUnavailable("database is locked"),
            "The customer directory did not answer. Reload in a minute.",
            15,
        ),
        (
            errors.AmbiguousCustomer("ids point at c_1 and c_2"),
            (
                "This customer's ids belong to different people. "
                "They need attention in the customer directory."
            ),
            60,
        ),
        (
            errors.DeadlineExceeded("over"),
            "This card was not ready in time. Reload in a minute.",
            15,
        ),
        (
            errors.InternalError("a bug"),
            "This card could not be drawn. It needs attention by its owner, team billing.",
            60,
        ),
    ],
    ids=lambda value: type(value).__name__,
)
def test_a_failed_card_says_who_failed_and_what_to_do(
    error: AggregatorError, words: str, ttl: int
) -> None:
    assert failed(error) == (words, ttl)


@pytest.mark.parametrize(
    ("failures", "words", "ttl"),
    [
        (
            [timeout("billing"), timeout("crm")],
            "Billing and CRM did not answer. Reload in a minute.",
            15,
        ),
        (
            [busy(100), timeout("crm"), errors.SourceRefused("helpdesk", "403")],
            (
                "Billing is too busy to answer. CRM did not answer. Helpdesk refused our access. "
                "Reload in 2 minutes."
            ),
            100,
        ),
        (
            [errors.SourceRefused("crm", "403"), errors.SourceRefused("billing", "401")],
            (
                "CRM and Billing refused our access. They need attention by their owners, "
                "Dana (dana@example.com)."
            ),
            60,
        ),
        (
            [errors.SourceMalformed("billing", "m"), errors.InternalError("a bug")],
            (
                "Billing gave an unreadable answer. This card could not be drawn. "
                "It needs attention by its owner, team billing."
            ),
            60,
        ),
        (
            [timeout("crm"), errors.CustomerNotFound("nobody")],
            "CRM did not answer. Reload in a minute.",
            15,
        ),
    ],
    ids=["alike", "mixed", "owners", "bug", "expected"],
)
def test_a_card_of_several_failures_names_them_all_and_the_first_says_what_to_do(
    failures: list[AggregatorError], words: str, ttl: int
) -> None:
    first, *others = failures
    card = answer(Unavailable(first, tuple(others)))
    assert card["components"][0]["componentPlainText"]["plainText"] == words
    assert card["timeToLiveSeconds"] == ttl


def test_an_error_of_a_later_kind_reads_as_its_base() -> None:
    kind = type("SourceMelted", (errors.SourceError,), {"__module__": "elsewhere"})
    assert failed(kind("crm", "m")) == ("CRM did not answer. Reload in a minute.", 15)


@pytest.mark.parametrize(
    ("failures", "line", "ttl"),
    [
        ([timeout("crm")], "CRM did not answer", 15),
        ([timeout("crm"), timeout("crm")], "CRM did not answer", 15),
        ([timeout("billing"), timeout("crm")], "Billing and CRM did not answer", 15),
        (
            [timeout("billing"), timeout("crm"), timeout("product")],
            "Billing, CRM and Product did not answer",
            15,
        ),
        (
            [timeout("billing"), errors.DirectoryUnavailable("locked")],
            "Billing and the customer directory did not answer",
            15,
        ),
        (
            [errors.SourceRefused("crm", "401"), timeout("billing")],
            "CRM refused our access. Billing did not answer",
            15,
        ),
        ([errors.SourceRefused("crm", "401")], "CRM refused our access", 60),
        ([errors.NoSourceId("crm", "m")], NO_ID, 60),
        (
            [errors.SourceNotConnected("crm", "m"), errors.SourceNotConnected("billing", "m")],
            "CRM and Billing are not connected",
            60,
        ),
        ([errors.DeadlineExceeded("late")], "Some of this card was not ready in time", 15),
        ([timeout("crm"), errors.CustomerNotFound("m")], "CRM did not answer", 15),
    ],
)
def test_one_muted_line_tells_what_is_missing(
    failures: list[AggregatorError], line: str, ttl: int
) -> None:
    assert muted(120, *failures) == (line, ttl)
    assert muted(None, *failures) == (line, ttl)


def test_a_shorter_ttl_of_the_card_stays() -> None:
    assert muted(20, errors.SourceRefused("crm", "401"))[1] == 20


def test_a_person_unknown_to_one_source_is_no_failure() -> None:
    card = answer(Shown([PLAN], 120, [errors.CustomerNotFound("m")]))
    assert (card["components"], card["timeToLiveSeconds"]) == ([PLAN], 120)


def test_an_unknown_key_is_answered_and_told() -> None:
    card = answers({"plan-detials": UnknownCard()})["plan-detials"]
    assert 'No card named "plan-detials" exists here.' in str(card["components"])
    assert card["timeToLiveSeconds"] == 60


def test_an_odd_key_is_repeated_only_as_the_key() -> None:
    cards = answers({"<b>zqxj": UnknownCard(), "k" * 500: UnknownCard()})
    assert "zqxj" not in str(cards["<b>zqxj"]["components"])
    assert "No card of that name exists here." in str(cards["<b>zqxj"]["components"])
    assert "k" * 80 not in str(cards["k" * 500]["components"])


def test_a_key_without_an_outcome_was_not_ready() -> None:
    cards = answers({"plan": Hidden(60)}, "usage", "plan")
    assert list(cards) == ["usage", "plan"]
    assert "This card was not ready in time." in str(cards["usage"]["components"])
    assert cards["usage"]["timeToLiveSeconds"] == 15


def test_outcomes_nobody_asked_for_are_left_out() -> None:
    assert list(answers({"plan": Hidden(), "other": Hidden()}, "plan")) == ["plan"]


BROKEN: list[Any] = [
    [{"componentText": {"text": "x" * 10_001}}],
    [{"componentText": {"text": "\ud800"}}],
    [{"componentText": {"text": object()}}],
    [{"componentRow": {"rowMainContent": [], "rowAsideContent": []}}],
    [7],
    7,
]


@pytest.mark.parametrize("components", BROKEN, ids=range(len(BROKEN)))
def test_a_card_that_breaks_the_schema_costs_itself_alone(components: Any) -> None:
    heard: list[str] = []
    told = FailureWords("REF", WORDS.__getitem__, broken=lambda key, _: heard.append(key))
    good = Shown([PLAN], 120)
    whole = respond(ask("a", "plan", "b"), {"a": good, "plan": good, "b": good}, told)
    hurt = respond(
        ask("a", "plan", "b"), {"a": good, "plan": Shown(components, 120), "b": good}, told
    )
    piece = (
        b'{"key":"plan","timeToLiveSeconds":120,"components":[{"componentText":{"text":"Pro"}}]}'
    )
    before, after = whole.split(piece)
    assert hurt.startswith(before)
    assert hurt.endswith(after)
    assert b"This card could not be drawn." in hurt
    assert b'"timeToLiveSeconds":60' in hurt
    assert heard == ["plan"]


def test_a_bug_in_the_words_costs_that_card_alone() -> None:
    cards = answers({"a": Unavailable(timeout("nameless")), "plan": Shown([PLAN])})
    assert "could not be drawn" in str(cards["a"]["components"])
    assert cards["plan"]["components"] == [PLAN]


def test_without_a_reference_no_line_of_it() -> None:
    told = FailureWords("", WORDS.__getitem__)
    cards = answers({"plan": Unavailable(timeout("crm"))}, told=told)
    assert len(cards["plan"]["components"]) == 1


names = st.sampled_from(["componentText", "componentRow", "text", "rowMainContent", "x"])
foreign = st.recursive(
    st.none() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(names, inner, max_size=3),
    max_leaves=8,
)
sources = st.sampled_from(["billing", "crm", "nameless"])
failures = st.one_of(
    st.builds(errors.SourceTimeout, sources, st.just("m")),
    st.builds(errors.SourceRefused, sources, st.just("m")),
    st.builds(errors.SourceRateLimited, sources, st.just("m"), st.none() | st.floats()),
    st.builds(errors.DeadlineExceeded, st.just("m")),
    st.builds(errors.CustomerNotFound, st.just("m")),
)
ttls = st.none() | st.integers()
made = st.one_of(
    st.builds(Shown, foreign, ttls, st.lists(failures, max_size=3)),
    st.builds(Shown, st.just([PLAN]), ttls, st.lists(failures, max_size=3)),
    st.builds(Hidden, ttls),
    st.builds(Unavailable, failures),
    st.builds(UnknownCard),
)
keys = st.text(st.characters(codec="utf-8"), max_size=6)


@settings(derandomize=True, max_examples=300)
@given(st.dictionaries(keys, made, max_size=6), st.lists(keys, unique=True, max_size=3))
def test_each_requested_key_is_answered_once_and_validly(
    outcomes: dict[str, Outcome], others: list[str]
) -> None:
    asked = tuple(dict.fromkeys([*others, *outcomes]))
    reading = read(respond(ask(*asked), outcomes, TOLD), asked)
    assert reading.problems == ()
    assert tuple(card.key for card in reading.cards) == asked
