"""`aggregator connectors test`: the checks of a connector, printed, and its grade kept."""

import json
from pathlib import Path
from xml.etree import ElementTree as ET

import pytest

from aggregator.authoring.contract.checks import RULES
from tests.support.command import Command
from tests.support.contract_home import FAKE, MANIFEST, notes_world

FEWER = FAKE.replace('values("email")]', 'values("email")][:5]')
"""A system that takes five keys of a call, whatever max says."""


def test_what_failed_says_what_was_seen_the_rule_and_the_fix(
    command: Command, nowhere: Path
) -> None:
    notes_world(nowhere, fake=FEWER)
    done = command("connectors", "test", "notes")
    assert done.code == 1
    assert "\nkeys-50              failed\n" in done.out
    assert "  keys-50, lookup notes: a key has 0 records, and asked for alone " in done.out
    assert "    rule: 50 keys have what each has alone" in done.out
    assert "    fix: batch: a smaller max" in done.out
    assert "keys-500             not applicable  keys-50 failed" in done.out
    assert "notes: grade D, tested against a fake; 17 checks passed, 1 failed\n" in done.out
    assert "grade  tested against" in command("connectors", "list").out
    assert "Grade D, tested against a fake." in command("connectors", "show", "notes").out


def test_a_grade_is_of_what_was_tested_and_of_nothing_else(command: Command, nowhere: Path) -> None:
    notes_world(nowhere)
    assert command("connectors", "test", "notes").code == 0
    assert "Grade B, tested against a fake." in command("connectors", "show", "notes").out
    grade = nowhere / "connectors/notes/grade.json"
    grade.write_text(grade.read_text().replace('"B"', '"A"'))
    untested = "Not tested as it is now. Fix: aggregator connectors test notes"
    assert untested in command("connectors", "show", "notes").out
    assert command("connectors", "test", "notes").code == 0
    assert "Grade B" in command("connectors", "show", "notes").out
    notes_world(nowhere, MANIFEST.replace("max: 20", "max: 10"))
    assert untested in command("connectors", "show", "notes").out


def test_programs_get_all_of_it(command: Command, nowhere: Path) -> None:
    notes_world(nowhere, fake=FEWER)
    done = command("connectors", "test", "notes", "--format", "json")
    (report,) = json.loads(done.out)
    assert (done.code, report["grade"], report["failed"]) == (1, "D", True)
    assert [each["code"] for each in report["checks"]] == [each.code for each in RULES]
    done = command("connectors", "test", "notes", "--format", "junit")
    suite = ET.fromstring(done.out)[0]  # noqa: S314 - it is our own
    assert (suite.get("name"), suite.get("failures")) == ("notes", "1")
    assert int(suite.get("tests", "0")) == len(RULES)


def test_a_connector_that_there_is_not_or_that_is_broken(command: Command, nowhere: Path) -> None:
    done = command("connectors", "test", "strip")
    assert done.code == 2
    assert "There is no connector strip. Fix: did you mean stripe" in done.err
    folder = nowhere / "connectors" / "notes"
    notes_world(nowhere)
    (folder / "fake.py").write_text("import nothing_like_that\n")
    done = command("connectors", "test", "notes")
    assert done.code == 1
    assert "fake.py cannot be run: ModuleNotFoundError" in done.err
    (folder / "connector.yaml").write_text(MANIFEST.replace("name:", "nmae:"))
    done = command("connectors", "test", "notes")
    assert done.code == 1
    assert "The connector notes is broken. Fix: aggregator check says why" in done.err


@pytest.mark.parametrize("missing", ["CREDENTIALS", "PEOPLE", "answer"])
def test_a_fake_that_lacks_something_says_what(
    missing: str, command: Command, nowhere: Path
) -> None:
    notes_world(nowhere, fake=FAKE.replace(missing, f"x_{missing}"))
    done = command("connectors", "test", "notes")
    assert done.code == 1
    assert f"has no {missing}. Rule: CREDENTIALS, PEOPLE and answer(request)" in done.err
