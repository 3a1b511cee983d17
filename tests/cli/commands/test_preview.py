"""`aggregator preview` through the front door: of a case, of sources, of a running service."""

import json
import os
import sqlite3
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from tests.cli.conftest import ROOT
from tests.support.command import Command

SECRET = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")


@pytest.fixture(autouse=True)
def _own_cards(nowhere: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AGGREGATOR_CARDS", str(ROOT / "cards"))
    monkeypatch.setenv("AGGREGATOR_GRAPHQL", str(ROOT / "graphql"))


def test_a_case_is_drawn_with_its_bytes_ttl_and_what_is_missing(command: Command) -> None:
    done = command("preview", "subscription-status", "--case", "past-due")
    assert (done.code, done.err) == (0, "")
    assert "Subscription" in done.out
    assert "● Past due" in done.out
    assert "2 min" in done.out
    assert " bytes\n" in done.out
    assert (
        'customer.subscription.renewsAt: @when(field: "status", is: [ACTIVE, TRIALING]) '
        "does not hold\n"
    ) in done.out


def test_a_partial_failure_and_a_card_that_nobody_could_be_asked_for_say_why(
    command: Command,
) -> None:
    partial = command("preview", "customer-details", "--case", "source-down").out
    assert "failed: crm failed: SOURCE_UNAVAILABLE\n" in partial
    assert "customer.contact: crm failed: SOURCE_UNAVAILABLE\n" in partial
    assert "CRM did not answer" in partial
    unasked = command("preview", "usage", "--case", "empty").out
    assert "No id of this customer in Product" in unasked
    assert "customer.seats: it failed: NO_SOURCE_ID\n" in unasked


def test_json_holds_all_of_it(command: Command) -> None:
    done = command("preview", "latest-invoices", "--case", "source-down", "--json")
    told = json.loads(done.out)
    assert told["key"] == "latest-invoices"
    assert told["timeToLiveSeconds"] == 15
    assert told["failures"] == ["billing failed: SOURCE_UNAVAILABLE"]
    assert [each["path"] for each in told["absent"]] == ["customer.invoices"]
    assert told["bytes"] > 0
    assert (told["milliseconds"], told["calls"]) == (None, None)


def test_a_page_is_one_file_and_says_the_same(command: Command, nowhere: Path) -> None:
    done = command("preview", "usage", "--case", "typical", "--html", "usage.html")
    assert (done.code, done.err) == (0, "usage.html written\n")
    html = (nowhere / "usage.html").read_text(encoding="utf-8")
    assert "<h1>Usage</h1>" in html
    assert "Kept: 10 min." in html


def test_a_picture_needs_a_browser(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("PATH", os.devnull)
    done = command("preview", "usage", "--case", "typical", "--png", "usage.png")
    assert (done.code, done.out) == (1, "")
    assert done.err.startswith("aggregator: There is no Chromium to draw a picture. Fix: ")
    assert not (nowhere / "usage.png").exists()


def test_the_configured_sources_are_asked_and_their_calls_told(
    command: Command, company: DemoCompany, monkeypatch: pytest.MonkeyPatch
) -> None:
    billing = company.billing
    source = {"connector": "product", "url": company.product.url}
    sources = {
        "product": {**source, "credentials": dict(company.product.credentials)},
        "billing": {"connector": "billing", "url": billing.url, "credentials": {"key": "x"}},
    }
    monkeypatch.setenv("AGGREGATOR_SOURCES", json.dumps(sources))
    card = ("preview", "usage", "--external-id", "customer-id-in-your-backend")
    done = command(*card, "--json")
    assert done.code == 0, done
    told = json.loads(done.out)
    assert {call["source"] for call in told["calls"]} == {"product"}
    assert len(told["calls"]) == sum(company.calls()["product"].values())
    assert told["milliseconds"] > 0
    assert told["hidden"] is None


def test_a_database_that_was_asked_answered(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    with sqlite3.connect(nowhere / "shop.db") as connection:
        connection.executescript(
            "CREATE TABLE people (id INTEGER, email TEXT, name TEXT, phone TEXT, job_title TEXT);"
            "INSERT INTO people VALUES (1, 'ada@example.com', 'Ada', NULL, NULL);"
        )
    connection.close()
    source = {"connector": "sqlite", "url": f"sqlite:///{nowhere}/shop.db"}
    sources = {"shop": {**source, "options": {"table": "people"}}}
    monkeypatch.setenv("AGGREGATOR_SOURCES", json.dumps(sources))
    done = command("preview", "customer-details", "--customer", "ada@example.com")
    assert done.code == 0, done
    assert "  shop: SQL /contact  answered\n" in done.out


def test_a_running_service_is_asked_and_what_cannot_be_known_is_said(
    command: Command, demo_url: str
) -> None:
    done = command("preview", "usage", "--customer", "alex@grocery.co", "--url", demo_url, *SECRET)
    assert done.code == 0, done
    assert "bulk-export" in done.out
    assert "is known where the service records: record = 50" in done.out


@pytest.mark.parametrize(
    ("words", "code", "said"),
    [
        (("usage",), 2, "Of whom? Fix: either --customer"),
        (("usage", "--case", "typical", "--customer", "a@b.example"), 2, "Of whom?"),
        (("usag", "--case", "typical"), 2, 'There is no card usag. Did you mean "usage"?'),
        (("usage", "--case", "typcal"), 2, 'usage has no case typcal. Did you mean "typical"?'),
        (("usage", "--case", "typical", "--ca", "a.pem"), 2, "--ca belong to --url. Fix: name it"),
        (("usage", "--customer", "a@b.example"), 1, "No source is connected here. Fix: "),
    ],
)
def test_what_cannot_be_drawn_is_a_line_with_the_fix(
    command: Command, words: tuple[str, ...], code: int, said: str
) -> None:
    done = command("preview", *words)
    assert (done.code, done.out) == (code, "")
    assert said in done.err


def test_a_wrong_secret_says_what_to_give(command: Command, demo_url: str) -> None:
    who = ("--customer", "alex@grocery.co", "--url", demo_url, "--secret", "wrong")
    done = command("preview", "usage", *who)
    assert done.code == 1
    assert "Fix: --secret and --header as that service has them; aggregator demo has " in done.err
