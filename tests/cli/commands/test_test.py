"""`aggregator test` through the front door: what it draws, accepts, refuses and prints."""

import json
import shutil
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from tests.cli.conftest import ROOT
from tests.support.cards import card
from tests.support.command import Command

CARD = """
email @row(label: "E-mail")
invoices(first: 2) @each(empty: "None") { number @row(label: "Number") }
"""
CASE = {"data": {"customer": {"email": "a@b.example", "invoices": [{"number": "1"}]}}}


@pytest.fixture
def cases(nowhere: Path) -> Path:
    """A card with one case that nobody has accepted; the folder of its cases."""
    file = nowhere / "cards" / "billing" / "plan.graphql"
    folder = file.with_suffix(".cases")
    folder.mkdir(parents=True)
    file.write_text(card(CARD), encoding="utf-8")
    (folder / "typical.json").write_text(json.dumps(CASE))
    return folder


def test_the_repositorys_own_cards_are_as_expected(
    command: Command, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("AGGREGATOR_CARDS", str(ROOT / "cards"))
    monkeypatch.setenv("AGGREGATOR_GRAPHQL", str(ROOT / "graphql"))
    done = command("test", "--format", "json")
    report = json.loads(done.out)
    assert [case for case in report["cases"] if case["state"] != "passed"] == []
    assert done.code == 0
    by_card: dict[str, set[str]] = {}
    for case in report["cases"]:
        by_card.setdefault(case["card"], set()).add(case["case"])
    for key, names in by_card.items():
        assert {"typical", "empty", "source-down"} <= names, key
        assert any(name.endswith(" is down") for name in names), key
    files = {path.stem for path in (ROOT / "cards").rglob("*.graphql")}
    assert set(by_card) == files


def test_a_case_without_an_expectation_fails_until_it_is_accepted(
    command: Command, cases: Path
) -> None:
    before = command("test")
    assert before.code == 1
    assert "typical.expect.json is not there. Fix: look at it, then --update" in before.out
    accepted = command("test", "--update")
    assert (accepted.code, accepted.err) == (0, "")
    assert "accepted  plan: typical\n" in accepted.out
    assert 'row: text "E-mail" size=M color=MUTED | plain text "a@b.example"' in accepted.out
    after = command("test")
    assert after.code == 0
    assert after.out == (
        "ok        plan: typical\n"
        "ok        plan: billing is down\n"
        "\n"
        "1 case and 1 outage of 1 card: all as expected\n"
    )


def test_a_changed_card_shows_the_difference_of_its_components(
    command: Command, cases: Path
) -> None:
    command("test", "--update")
    file = cases.with_suffix(".graphql")
    file.write_text(card(CARD.replace("Number", "No.")))
    done = command("test")
    assert done.code == 1
    assert (
        "FAILED    plan: typical\n"
        "              kept: Plain's setting\n"
        '              row: text "E-mail" size=M color=MUTED | plain text "a@b.example"\n'
        '            - row: text "Number" size=M color=MUTED | plain text "1"\n'
        '            + row: text "No." size=M color=MUTED | plain text "1"\n'
    ) in done.out
    assert done.out.endswith("Where the new is right: aggregator test plan --update\n")


def test_what_is_asked_for_is_a_key_a_file_a_case_or_a_folder(
    command: Command, cases: Path
) -> None:
    command("test", "--update")
    card_file = cases.with_suffix(".graphql")
    for word in ("plan", card_file, cases, cases / "typical.json", cases.parent):
        done = command("test", str(word))
        assert (done.code, "ok        plan: typical" in done.out) == (0, True), word
    for word in ("plam", "nowhere/x.json"):
        done = command("test", word)
        assert (done.code, done.out) == (2, "")
        assert f"{word} is no card in cards." in done.err


def test_expectations_and_folders_that_belong_to_nothing_are_named(
    command: Command, cases: Path
) -> None:
    command("test", "--update")
    (cases / "gone.expect.json").write_text("{}")
    shutil.copytree(cases, cases.with_name("old.cases"))
    done = command("test")
    assert done.code == 1
    assert (
        "cards/billing/plan.cases/gone.expect.json belongs to no case. Fix: remove it" in done.out
    )
    assert "cards/billing/old.cases belongs to no card" in done.out
    assert "belongs to no card" not in command("test", "plan").out


def test_a_card_that_cannot_serve_fails_and_the_others_are_tested(
    command: Command, cases: Path
) -> None:
    command("test", "--update")
    (cases.parent / "bad.graphql").write_text(card("nmae @row"))
    done = command("test")
    assert done.code == 1
    assert "FAILED    bad: its file" in done.out
    assert "ok        plan: typical" in done.out


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{", "is not JSON"),
        ('{"data": {"customer": 7}}', "customer is an object of Customer, not 7"),
        ('{"data": {"customer": null}, "nwo": 1}', 'Did you mean "now"?'),
        ('{"request": {"cardKeys": ["plan"]}}', '"at" is no moment'),
    ],
)
def test_a_case_that_cannot_be_used_fails_with_the_reason(
    command: Command, cases: Path, text: str, words: str
) -> None:
    (cases / "typical.json").write_text(text)
    for flags in ((), ("--update",)):
        done = command("test", *flags)
        assert done.code == 1
        assert words in done.out
    assert not (cases / "typical.expect.json").exists()


def test_a_field_that_the_card_newly_selects_is_added_to_its_cases(
    command: Command, cases: Path
) -> None:
    (cases / "typical.json").write_text('{"data": {"customer": {"email": "a", "name": "N"}}}')
    before = command("test")
    assert before.code == 1
    assert "The data lacks customer.invoices, which the card selects. Fix: " in before.out
    accepted = command("test", "--update")
    assert (accepted.code, accepted.err) == (0, "")
    assert "            + typical.json: customer.invoices\n" in accepted.out
    body = json.loads((cases / "typical.json").read_text())
    assert body == {"data": {"customer": {"email": "a", "invoices": None}}}
    assert command("test").code == 0


def test_junit_is_xml_with_a_suite_a_card_and_the_difference_as_failure(
    command: Command, cases: Path
) -> None:
    done = command("test", "--format", "junit")
    (suite,) = ET.fromstring(done.out)  # noqa: S314 -- we wrote it
    assert (suite.get("name"), suite.get("tests"), suite.get("failures")) == ("plan", "2", "1")
    failures = [case.find("failure") for case in suite]
    assert failures[0] is not None
    assert "Fix: look at it" in (failures[0].text or "")
    assert failures[1] is None


def test_a_folder_without_cards_fails_with_the_fix(command: Command, nowhere: Path) -> None:
    for home in (nowhere, nowhere / "cards"):
        home.mkdir(exist_ok=True)
        done = command("test")
        assert (done.code, done.out) == (1, "")
        assert "There are no cards in cards. Fix: " in done.err
