"""`aggregator conformance`: no finding at our own service, and reports for people and programs."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any
from xml.etree import ElementTree as ET

import pytest

from aggregator.domain.plain.schema import schema_text
from aggregator.simulator.conformance.registry import all_checks
from tests.support.command import Command
from tests.support.faulty_plain_api.api import ALEX, SECRET, TOKEN, PlainApi
from tests.support.faulty_plain_api.faults import FAULTS
from tests.support.faulty_plain_api.serving import serving

DOCS = Path(__file__).parents[3] / "docs"
KEYS = (
    "subscription-status,plan-details,latest-invoices,customer-details,account,open-tickets,usage"
)
DEMO = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")
ASKED = (
    *("--keys", "plan, usage", "--customer", ALEX["email"], "--plain-id", ALEX["id"]),
    *(
        "--external-id",
        ALEX["externalId"],
        "--secret",
        SECRET,
        "--header",
        f"Authorization: {TOKEN}",
    ),
)


@pytest.fixture
def careless() -> Iterator[str]:
    """A server that answers 404 for an unknown customer."""
    with serving(FAULTS["NotFoundForUnknownCustomer"][0]()) as url:
        yield url


def test_nothing_is_found_at_our_own_service(command: Command, demo_url: str) -> None:
    # All but slow-answer, which would say how busy this machine is.
    checks = [code for code in all_checks() if code != "slow-answer"]
    alex = ("--customer", "alex@grocery.co", "--keys", f"{KEYS},recent-incidents")
    made = ("--only", ",".join(checks), "--retired-secret", "old", "--format", "json")
    done = command("conformance", demo_url, *alex, *DEMO, *made)
    report = json.loads(done.out)
    assert report["findings"] == []
    assert (done.code, report["grade"]) == (0, "A")
    assert [(it["code"], it["state"]) for it in report["checks"]] == [
        (code, "passed") for code in checks
    ]


def test_a_finding_says_what_where_what_an_agent_sees_and_the_fix(
    command: Command, careless: str
) -> None:
    done = command("conformance", careless, *ASKED, "--only", "unknown-customer")
    assert done.code == 1
    assert done.err == "1 check, at most 13 requests\n"
    lines = done.out.splitlines()
    assert lines[0] == "error: for an unknown customer, the status is 404 [unknown-customer]"
    assert lines[1] == "    in request 2 (an unknown customer)"
    assert lines[2].startswith("    an agent sees: an error in place of every card")
    assert lines[3].startswith("    fix: answer every key with `components` null")
    assert lines[5] == "1 check: 0 passed, 1 found something"
    assert lines[6].startswith("2 requests, the slowest took ")
    assert lines[7] == "Grade C: 1 check found an error"


def test_findings_of_one_check_are_told_together(command: Command) -> None:
    with serving(FAULTS["SignsItsOwnJson"][0]()) as url:
        lines = command("conformance", url, *ASKED, "--only", "raw-bytes").out.splitlines()
    assert [line[:7] for line in lines[:6]] == [
        *("error: ", "    in ", "error: ", "    in ", "    an ", "    fix"),
    ]
    assert lines[6] == ""


def test_of_very_many_findings_the_first_few_are_told(command: Command) -> None:
    class Broken(PlainApi):
        def show(self, key: str, person: Mapping[str, str]) -> list[Any]:
            return [{"componentBadge": {}}] * 30

    with serving(Broken()) as url:
        told = command("conformance", url, *ASKED, "--only", "broken-component").out
    assert told.count("error: card ") == 10
    assert "    and 50 more: --format json has them all\n" in told


def test_checks_that_were_not_run_say_why(command: Command, careless: str) -> None:
    done = command("conformance", careless, *ASKED)
    assert "not run: retired-signature (it needs --retired-secret)" in done.out


def test_json_holds_findings_checks_and_requests_and_no_secret(
    command: Command, careless: str
) -> None:
    done = command("conformance", careless, *ASKED, "--format", "json")
    report = json.loads(done.out)
    assert (done.code, report["failed"], report["grade"]) == (1, True, "D")
    assert {it["code"] for it in report["findings"]} == {"optional-customer", "unknown-customer"}
    numbers = {it["number"] for it in report["requests"]}
    assert {it["request"] for it in report["findings"]} <= numbers
    assert report["requests"][0]["why"] == "all cards"
    for private in (SECRET, TOKEN, *ALEX.values()):
        assert private not in done.out


def test_junit_has_a_case_for_each_check(command: Command, careless: str) -> None:
    done = command("conformance", careless, *ASKED, "--format", "junit")
    suite = ET.fromstring(done.out)  # noqa: S314 our own output
    assert (suite.get("tests"), suite.get("failures"), suite.get("skipped")) == (
        str(len(all_checks())),
        "2",
        "1",
    )
    failed = {case.get("name") for case in suite if case.find("failure") is not None}
    assert failed == {"unknown-customer", "optional-customer"}


def test_warnings_alone_are_no_failure(command: Command) -> None:
    with serving(FAULTS["ComparesEmailsExactly"][0]()) as url:
        done = command("conformance", url, *ASKED)
        junit = command("conformance", url, *ASKED, "--format", "junit")
    assert done.code == 0
    assert "Grade B: no check found an error" in done.out
    assert "warning: request" in junit.out


def test_no_cards_at_all_fail_whatever_is_looked_for(command: Command) -> None:
    with serving(FAULTS["HasAnotherSecret"][0]()) as url:
        done = command("conformance", url, *ASKED, "--only", "unknown-key")
    assert done.code == 1
    assert "Grade F: no cards came" in done.out


def test_nobody_listening_is_one_line(command: Command) -> None:
    with serving(FAULTS["HasAnotherSecret"][0]()) as gone:
        pass
    done = command("conformance", gone, *ASKED)
    assert done.code == 1
    assert done.err.splitlines()[-1] == (
        f"aggregator: Nothing can be asked at {gone}/cards: the connection was refused. "
        "Is it started, and the address right?"
    )


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        ((), "No URL is given."),
        (("http://x",), "--keys names no card."),
        (("http://x", "--keys", " , "), "--keys names no card."),
        (("http://x", "--keys", "a"), "No customer is named."),
        (("--only", "raw-byte"), "There is no check raw-byte. Fix: --only raw-bytes"),
        (("--only", "xyz"), "There is no check xyz. Fix: --list shows every check"),
        (("--list", "--schema"), "--list, --explain and --schema exclude each other."),
    ],
)
def test_wrong_usage_is_one_line_with_the_fix(
    command: Command, arguments: tuple[str, ...], told: str
) -> None:
    done = command("conformance", *arguments)
    assert done.code == 2
    assert done.err.startswith(f"aggregator: {told}")
    assert done.err.count("\n") == 1


def test_the_list_has_a_line_for_each_check(command: Command) -> None:
    lines = command("conformance", "--list").out.splitlines()
    assert [line.split()[0] for line in lines] == list(all_checks())


def test_the_schema_is_printed_for_others_to_use(command: Command) -> None:
    assert command("conformance", "--schema").out == schema_text()


def test_several_checks_are_named_with_commas(command: Command) -> None:
    lines = command("conformance", "--list", "--only", "raw-bytes, status", "--only", "status").out
    assert [line.split()[0] for line in lines.splitlines()] == ["raw-bytes", "status"]


def test_one_check_is_explained(command: Command) -> None:
    said = command("conformance", "--explain", "--only", "raw-bytes").out
    assert said.startswith("### raw-bytes\n\n*error*. The signature is that of the raw bytes")
    assert "- An agent sees: " in said
    assert "- Fix: " in said
