"""`aggregator query` against the service on its demo company."""

import io
import json
import sys
from pathlib import Path

import pytest

from tests.cli.conftest import ROOT
from tests.support.command import Command

VIEWER = ("--token", "demo-viewer")


def test_a_file_is_run_with_its_variables(
    command: Command, demo_url: str, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = nowhere / "two.graphql"
    file.write_text(
        "query One { tenant { id } }\n"
        "query Two($n: Int!) { customers(first: $n) { nodes { email } } }\n"
    )
    monkeypatch.setenv("AGGREGATOR_CALL_URL", demo_url)
    monkeypatch.setenv("AGGREGATOR_CALL_TOKEN", "demo-viewer")
    done = command("query", str(file), "--variables", '{"n": 1}', "--operation", "Two")
    assert (done.code, done.err) == (0, "")
    assert json.loads(done.out) == {
        "data": {"customers": {"nodes": [{"email": "alex@grocery.co"}]}}
    }


def test_standard_input_is_a_document_too(
    command: Command, demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("{ customers { totalCount } }"))
    done = command("query", "-", "--url", demo_url, *VIEWER)
    assert json.loads(done.out) == {"data": {"customers": {"totalCount": 300}}}


def test_a_card_runs_as_it_is_for_the_customer_of_the_options(
    command: Command, demo_url: str
) -> None:
    card = ROOT / "cards/billing/subscription-status.graphql"
    done = command(
        "query", str(card), "--url", demo_url, *VIEWER, "--customer", "dana@latebooks.example"
    )
    assert done.code == 0
    assert json.loads(done.out)["data"]["customer"]["subscription"]["status"] == "PAST_DUE"


def test_errors_are_in_the_output_and_the_first_one_in_a_line(
    command: Command, demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("{ customers { totalCont } tenent { id } }"))
    done = command("query", "-", "--url", demo_url, "--token", "demo-engineer")
    assert done.code == 1
    assert len(json.loads(done.out)["errors"]) == 2
    assert "Did you mean 'totalCount'? (and 1 more)" in done.err
    assert done.err.count("\n") == 1


def test_without_a_token_it_says_which_option_is_missing(
    command: Command, demo_url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "stdin", io.StringIO("{ customers { totalCount } }"))
    done = command("query", "-", "--url", demo_url)
    assert (done.code, done.out) == (1, "")
    assert "401 Unauthorized. Fix: --token" in done.err


@pytest.mark.parametrize(
    ("content", "options", "code", "said"),
    [
        (None, (), 2, "asked.graphql is not there. Fix: "),
        (b"\xff\xfe", (), 1, "asked.graphql is not UTF-8 text. Fix: "),
        (b"{ a }", ("--variables", "{first: 5}"), 2, "--variables is not JSON"),
        (b"{ a }", ("--variables", "[]"), 2, "--variables is no JSON object. Fix: "),
        (b"{ a }", ("--url", "http://127.0.0.1:1"), 1, "Nothing answers at http://127.0.0.1:1/"),
    ],
)
def test_what_cannot_be_asked_is_one_line(
    command: Command,
    nowhere: Path,
    content: bytes | None,
    options: tuple[str, ...],
    code: int,
    said: str,
) -> None:
    if content is not None:
        (nowhere / "asked.graphql").write_bytes(content)
    done = command("query", "asked.graphql", *options)
    assert (done.code, done.out) == (code, "")
    assert said in done.err
    assert done.err.count("\n") == 1
