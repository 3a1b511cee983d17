"""`aggregator new card`: what it writes passes check, fmt and test; nothing is overwritten."""

import io
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.support.command import Command

Typed = Callable[[str], None]


class Terminal(io.StringIO):
    def isatty(self) -> bool:
        return True


@pytest.fixture
def typed(monkeypatch: pytest.MonkeyPatch) -> Typed:
    """Somebody at a terminal who types this."""
    return lambda text: monkeypatch.setattr("sys.stdin", Terminal(text))


def test_a_card_is_written_checked_formatted_tested_and_what_is_next_told(
    command: Command, nowhere: Path
) -> None:
    done = command("new", "card", "renewal", "--team", "billing", "--from", "subscription,invoices")
    assert (done.code, done.err) == (0, "")
    assert "  cards/billing/renewal.graphql\n" in done.out
    assert "renewal.cases/source-down.expect.json" in done.out
    for following in ("check", "test", "preview", "call"):
        assert f" {following} " in done.out
    assert command("check").out == "1 card, no findings\n"
    assert command("fmt", "--check").code == 0
    assert ": all as expected" in command("test").out
    assert "Billing did not answer" in command("preview", "renewal", "--case", "source-down").out


def test_what_is_connected_gives_the_cases_and_outages_and_nobody_of_the_demo_is_named(
    command: Command, nowhere: Path
) -> None:
    stripe = '[sources.pay]\nconnector = "stripe"\ncredentials = {token = "env:NOT_SET"}\n'
    (nowhere / "aggregator.toml").write_text(stripe, encoding="utf-8")
    done = command("new", "card", "renewal", "--team", "billing", "--from", "subscription,account")
    assert done.code == 0, done.err
    assert "--customer you@example.com" in done.out
    assert "Stripe did not answer" in command("preview", "renewal", "--case", "source-down").out
    outages = command("test").out
    assert "renewal: stripe is down\n" in outages
    assert "renewal: crm is down\n" in outages  # which nobody has connected
    assert "billing is down" not in outages


def test_the_one_team_there_is_needs_no_naming_and_other_roots_are_reached(
    command: Command, nowhere: Path
) -> None:
    (nowhere / "cards" / "support").mkdir(parents=True)
    done = command("new", "card", "context", "--from", "thread.ticket,tenant.account", "--yes")
    assert done.code == 0, done.err
    text = (nowhere / "cards" / "support" / "context.graphql").read_text(encoding="utf-8")
    assert "  thread {\n" in text
    assert "  tenant {\n" in text


def test_another_card_is_copied_with_its_cases(command: Command, nowhere: Path) -> None:
    shutil.copytree(ROOT / "cards" / "support", nowhere / "cards" / "support")
    shutil.copytree(ROOT / "graphql", nowhere / "graphql")
    arguments = ("--like", "account", "--team", "success", "--title", "Company")
    done = command("new", "card", "company", *arguments)
    assert done.code == 0, done.err
    made = nowhere / "cards" / "success"
    text = (made / "company.graphql").read_text(encoding="utf-8")
    assert text.startswith('query Company @card(title: "Company", ttl: "15m"')
    before, after = (
        {path.name: path.read_text(encoding="utf-8") for path in folder.glob("*.json")}
        for folder in (nowhere / "cards" / "support" / "account.cases", made / "company.cases")
    )
    assert len(after) >= 8
    assert after == {
        name: body.replace('"account"\n', '"company"\n') for name, body in before.items()
    }
    assert command("test", "company").code == 0


def test_a_card_in_python_is_copied_with_its_python_and_its_types(
    command: Command, nowhere: Path
) -> None:
    shutil.copytree(ROOT / "cards" / "billing", nowhere / "cards" / "billing")
    shutil.copytree(ROOT / "graphql", nowhere / "graphql")
    done = command("new", "card", "payer", "--like", "account-health", "--team", "success")
    assert done.code == 0, done.err + done.out
    assert "  cards/success/payer.py\n  cards/success/payer_types.py\n" in done.out
    made = (nowhere / "cards" / "success" / "payer.py").read_text(encoding="utf-8")
    assert "from .payer_types import Payer, Customer, Invoice, InvoiceStatus" in made
    assert "def render(data: Payer, card: CardContext)" in made
    assert "AccountHealth" not in made
    assert command("types", "--check").code == 0
    assert command("test", "payer").code == 0


def test_nothing_is_overwritten(command: Command, nowhere: Path) -> None:
    arguments = ("--team", "billing", "--from", "usage")
    assert command("new", "card", "usage", *arguments).code == 0
    before = (nowhere / "cards" / "billing" / "usage.graphql").read_bytes()
    again = command("new", "card", "usage", "--team", "other", "--from", "seats")
    assert again.code == 2
    assert "has the key usage already" in again.err
    case = nowhere / "cards" / "billing" / "seats.cases" / "typical.json"
    case.parent.mkdir()
    case.write_text("mine", encoding="utf-8")
    left = command("new", "card", "seats", "--team", "billing", "--from", "seats")
    assert left.code == 1
    assert "typical.json is there already" in left.err
    assert case.read_text(encoding="utf-8") == "mine"
    assert not (nowhere / "cards" / "billing" / "seats.graphql").exists()
    assert (nowhere / "cards" / "billing" / "usage.graphql").read_bytes() == before


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (("a b", "--from", "usage"), 'Did you mean "a-b"'),
        (("a", "--team", "x", "--from", "useage"), 'Did you mean "usage"'),
        (("a", "--team", "biling", "--from", "usage"), 'Did you mean "billing"'),
        (("a", "--from", "usage"), "Fix: --team NAME: billing, support"),
        (("a", "--team", "billing"), "Fix: --from subscription,invoices"),
        (("a", "--team", "billing", "--from", " , "), "Begin with what?"),
        (("a", "--team", "billing", "--like", "plans"), 'Did you mean "plan"'),
        (("a", "--like", "plan", "--from", "usage"), "do not go together"),
        (("a", "--team", "billing", "--from", "usage", "--ttl", "soon"), "--ttl"),
    ],
)
def test_what_cannot_begin_is_one_line_and_2(
    command: Command, nowhere: Path, arguments: tuple[str, ...], said: str
) -> None:
    for team in ("billing", "support"):
        (nowhere / "cards" / team).mkdir(parents=True)
    (nowhere / "cards" / "billing" / "plan.graphql").write_text("query", encoding="utf-8")
    done = command("new", "card", *arguments)
    assert done.code == 2
    assert said in done.err
    assert len(done.err.splitlines()) == 1
    assert list((nowhere / "cards").rglob("a*")) == []


def test_on_a_terminal_it_asks_and_asks_again_after_a_slip(
    command: Command, nowhere: Path, typed: Typed
) -> None:
    answers = ["billing", "Renewals", "subscriptoin", "subscription, email"]
    answers += ["renewsAt,plan.nam", "renewsAt, subscription.plan.name", "y"]
    typed("\n".join(answers) + "\n")
    done = command("new", "card", "renewal")
    assert done.code == 0, done.err
    assert 'Did you mean "subscription"' in done.out
    assert 'Did you mean "name"' in done.out
    assert "* subscription.status" in done.out
    text = (nowhere / "cards" / "billing" / "renewal.graphql").read_text(encoding="utf-8")
    assert 'title: "Renewals"' in text
    assert 'renewsAt @row(label: "Renews") @date' in text
    assert 'email @row(label: "Email")' in text
    assert "status" not in text


def test_on_a_terminal_enter_takes_what_is_usual_and_no_writes_nothing(
    command: Command, nowhere: Path, typed: Typed
) -> None:
    typed("\nn\n")
    done = command("new", "card", "renewal", "--team", "billing", "--from", "seats")
    assert done.code == 0, done.err
    assert not (nowhere / "cards").exists()
    typed("usage\n\n\n")
    done = command("new", "card", "usage", "--team", "billing", "--title", "Usage")
    assert done.code == 0, done.err
    text = (nowhere / "cards" / "billing" / "usage.graphql").read_text(encoding="utf-8")
    assert "apiRatio" in text
    typed("seats\n*\ny\n")
    assert command("new", "card", "seats", "--team", "billing", "--title", "Seats").code == 0
    assert "ratio" in (nowhere / "cards" / "billing" / "seats.graphql").read_text(encoding="utf-8")
