"""`aggregator check --explain`: the call plan as a table and as JSON."""

import json
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.support.cards import card
from tests.support.command import Command


@pytest.fixture
def home(nowhere: Path) -> Path:
    """Two cards of one team."""
    cards = {
        "plan": card("subscription { plan { name @text } }"),
        "tickets": card('tickets(first: 3) @each(empty: "None") { subject @text }'),
    }
    for key, text in cards.items():
        path = nowhere / "cards" / "billing" / f"{key}.graphql"
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8")
    return nowhere


def test_each_card_and_all_together_are_explained(command: Command, home: Path) -> None:
    done = command("check", "--explain")
    assert (done.code, done.err) == (0, "")
    assert done.out == (
        "plan: 2 lookups, 2 exchanges, depth 2\n"
        "  level  lookup                keys  exchanges  for\n"
        "  0      directory.customers      1          -  customer\n"
        "  1      billing.subscription     1          1  customer.subscription\n"
        "  2      billing.plan             1          1  customer.subscription.plan\n"
        "\n"
        "tickets: 2 lookups, 2 exchanges, depth 2\n"
        "  level  lookup               keys  exchanges  for\n"
        "  0      directory.customers     1          -  customer\n"
        "  1      helpdesk.user           1          1  customer.tickets\n"
        "  2      helpdesk.tickets        3          1  customer.tickets\n"
        "\n"
        "All 2 cards together: 4 lookups, 4 exchanges, depth 2\n"
        "  level  lookup                keys  exchanges  for\n"
        "  0      directory.customers      1          -  customer\n"
        "  1      billing.subscription     1          1  customer.subscription\n"
        "  1      helpdesk.user            1          1  customer.tickets\n"
        "  2      billing.plan             1          1  customer.subscription.plan\n"
        "  2      helpdesk.tickets         3          1  customer.tickets\n"
        "\n"
        "At worst, without further pages, calls for tokens and retries. The budget of a card: "
        "10 lookups, 20 exchanges, depth 4; of all together: 50 lookups, 100 exchanges "
        "(settings: check).\n"
        "2 cards, no findings\n"
    )


def test_one_card_is_together_with_nothing(command: Command, home: Path) -> None:
    done = command("check", "cards/billing/plan.graphql", "--explain")
    assert "plan: 2 lookups, 2 exchanges, depth 2\n" in done.out
    assert "together: " not in done.out.replace("of all together: ", "")


def test_a_second_run_that_remembers_its_findings_explains_the_same(
    command: Command, home: Path
) -> None:
    assert command("check", "--explain").out == command("check", "--explain").out


def test_json_holds_the_plan_when_it_is_asked_for(command: Command, home: Path) -> None:
    told = json.loads(command("check", "--explain", "--format", "json").out)
    assert told["calls"]["together"]["lookups"] == 4
    assert list(told["calls"]["cards"]) == ["plan", "tickets"]
    assert told["calls"]["budget"]["depth"] == 4
    assert "calls" not in json.loads(command("check", "--format", "json").out)


def test_a_budget_in_the_settings_is_held(command: Command, home: Path) -> None:
    (home / "aggregator.toml").write_text("[check]\nmax_depth = 1\n", encoding="utf-8")
    done = command("check")
    assert done.code == 1
    assert (
        'cards/billing/plan.graphql:1:55: error: "plan" is known after 2 lookups in a row, more '
        "than the 1 of check.max_depth: billing.subscription, then billing.plan [chain-too-deep]"
    ) in done.out
    assert "= The smallest query over it: { customer { subscription { plan { id } } } }" in done.out


def test_connected_sources_are_planned_by_their_names_without_their_secrets(
    command: Command, home: Path
) -> None:
    source = '[sources.{0}]\nconnector = "billing"\nurl = "https://{0}.example"\n'
    secret = 'credentials = {{ key = "env:NOT_SET_HERE" }}\n'
    text = "".join((source + secret).format(name) for name in ("us", "eu"))
    (home / "aggregator.toml").write_text(text, encoding="utf-8")
    done = command("check", "--explain")
    assert (done.code, done.err) == (0, "")
    assert "  1      eu.subscription         1          1  customer.subscription\n" in done.out
    assert "  1      us.subscription         1          1  customer.subscription\n" in done.out
    assert "helpdesk" not in done.out


def test_explaining_goes_with_text_and_json_alone(command: Command, home: Path) -> None:
    for other in (("--format", "sarif"), ("--watch",), ("--against", "old.graphql")):
        done = command("check", "--explain", *other)
        assert (done.code, done.out) == (2, "")
        assert "Fix: leave the other away" in done.err


def test_the_repositorys_own_cards_are_within_the_budget(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(ROOT)
    done = command("check", "--no-cache", "--explain")
    assert done.code == 0
    assert "cards together: " in done.out


FANNED = """\
name: Desk
authentication: none
lookups:
  user:
    key: email
    request: GET /users
    batch: {style: ids-param, param: email, max: 50}
    records: data
    match: email
    keys: {ticket: ticket_ids}
    fields: {id: id}
  tickets:
    provides: Customer.tickets
    via: {Customer.tickets: user}
    key: ticket
    request: GET /tickets/{key}
    batch: {style: fan-out, calls: 4}
    records: "@"
    fields: {id: id}
"""


def test_a_declared_fan_out_is_no_finding_and_its_cost_is_told(
    command: Command, home: Path
) -> None:
    folder = home / "connectors" / "desk"
    folder.mkdir(parents=True)
    (folder / "connector.yaml").write_text(FANNED, encoding="utf-8")
    source = '[sources.desk]\nconnector = "desk"\nurl = "http://127.0.0.1:9"\n'
    (home / "aggregator.toml").write_text(source, encoding="utf-8")
    done = command("check", "--explain")
    assert "  2      desk.tickets            3          3  customer.tickets\n" in done.out
    told = "  desk.tickets is asked by one key a call, 4 at once: a declared fan-out.\n"
    assert told in done.out
    assert "n-plus-one" not in done.out


def test_an_address_in_other_letters_is_counted_and_told(command: Command, home: Path) -> None:
    folder = home / "connectors" / "desk"
    folder.mkdir(parents=True)
    source = '[sources.desk]\nconnector = "desk"\nurl = "http://127.0.0.1:9"\n'
    (home / "aggregator.toml").write_text(source, encoding="utf-8")
    (folder / "connector.yaml").write_text(FANNED, encoding="utf-8")
    told = (
        "  desk.user is asked again by an address with capitals that it does not find: counted.\n"
    )
    said = command("check", "--explain").out
    assert "  1      desk.user               1          2  customer.tickets\n" in said
    assert told in said
    in_lower = FANNED.replace("    key: email\n", "    key: email\n    lower: true\n")
    (folder / "connector.yaml").write_text(in_lower, encoding="utf-8")
    said = command("check", "--explain").out
    assert "  1      desk.user               1          1  customer.tickets\n" in said
    assert "is asked again" not in said
