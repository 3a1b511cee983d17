"""`aggregator call` against the service on its demo company."""

import json
from pathlib import Path

import pytest

from aggregator.domain.plain.response import read
from tests.support.command import Command
from tests.support.pasted import pasted

PROVEN = ("--secret", "demo-secret", "--header", "Authorization: Bearer demo-token")
ALEX = ("--customer", "alex@grocery.co")
KEYS = ("--keys", "subscription-status,usage")


def test_it_prints_a_table_of_what_plain_would_show(command: Command, demo_url: str) -> None:
    done = command("call", demo_url, *KEYS, "-k", "nope", *ALEX, *PROVEN)
    assert (done.code, done.err) == (0, "")
    lines = done.out.splitlines()
    assert lines[0].split() == ["Card", "State", "TTL", "Components", "Bytes"]
    assert [line.split()[:4] for line in lines[2:5]] == [
        ["subscription-status", "shown", "2", "min"],
        ["usage", "shown", "10", "min"],
        ["nope", "shown", "1", "min"],
    ]
    assert lines[5].startswith("200, ")
    assert lines[5].endswith(" bytes: Plain would take it")


def test_drawn_cards_hold_the_values_of_the_sources(command: Command, demo_url: str) -> None:
    done = command("call", demo_url, *KEYS, *ALEX, *PROVEN, "--draw")
    assert "Enterprise" in done.out
    assert "Active" in done.out


def test_an_external_id_finds_the_customer_as_well(command: Command, demo_url: str) -> None:
    shown = command(
        "call", demo_url, "-k", "account", "--external-id", "user_external_only", *PROVEN, "--json"
    )
    assert "Quiet Signups" in shown.out


def test_json_is_the_answer_itself(command: Command, demo_url: str) -> None:
    done = command("call", demo_url, *KEYS, *ALEX, *PROVEN, "--json")
    assert (done.code, done.err) == (0, "")
    answer = read(done.out.encode(), ["subscription-status", "usage"])
    assert answer.problems == ()
    assert [card.key for card in answer.cards] == ["subscription-status", "usage"]


def test_the_line_for_the_shell_gets_the_same_cards(command: Command, demo_url: str) -> None:
    asked = ("call", demo_url, *KEYS, *ALEX, *PROVEN)
    line = command(*asked, "--curl").out
    by_shell = pasted(line)
    assert by_shell.returncode == 0, by_shell.stderr
    assert json.loads(by_shell.stdout) == json.loads(command(*asked, "--json").out)


def test_secrets_may_come_from_a_variable_or_the_settings_here(
    command: Command, demo_url: str, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    asked = ("call", demo_url, *KEYS, *ALEX)
    (nowhere / "aggregator.toml").write_text(
        'signing_secrets = ["demo-secret"]\nheader_secrets = ["Bearer demo-token"]\n'
    )
    assert command(*asked).code == 0
    monkeypatch.setenv("AGGREGATOR_CALL_SECRET", "wrong")
    assert command(*asked).code == 1
    monkeypatch.setenv("AGGREGATOR_CALL_SECRET", "demo-secret")
    assert command(*asked, "--header", "Authorization: Bearer demo-token").code == 0


@pytest.mark.parametrize(
    "proof",
    [
        ("--secret", "wrong", "--header", "Authorization: Bearer demo-token"),
        ("--secret", "", "--header", "Authorization: Bearer demo-token"),
        ("--secret", "demo-secret"),
        (),
    ],
)
def test_what_the_service_does_not_believe_is_one_line_and_1(
    command: Command, demo_url: str, proof: tuple[str, ...]
) -> None:
    done = command("call", demo_url, *KEYS, *ALEX, *proof)
    assert (done.code, done.out) == (1, "")
    assert done.err == (
        f"aggregator: {demo_url}/cards answered 401 Unauthorized. "
        "Fix: --secret and --header as that service has them; aggregator demo has "
        "--secret demo-secret --header 'Authorization: Bearer demo-token'.\n"
    )


def test_where_nothing_listens_is_one_line_and_1(command: Command) -> None:
    done = command("call", "http://127.0.0.1:1", *KEYS, *ALEX)
    assert (done.code, done.out) == (1, "")
    assert "Nothing answers at http://127.0.0.1:1/cards" in done.err
    assert done.err.count("\n") == 1


@pytest.mark.parametrize(
    "typed",
    [
        ("call", "localhost:1", "--keys", " , "),
        ("call", "localhost:1", *KEYS, "--json", "--draw"),
        ("call", "localhost:1", *KEYS, "--header", "no name"),
        ("call", "ftp://localhost", *KEYS),
    ],
)
def test_what_does_not_go_together_is_2_with_the_fix(
    command: Command, typed: tuple[str, ...]
) -> None:
    done = command(*typed)
    assert (done.code, done.out) == (2, "")
    assert "Fix: " in done.err
    assert done.err.count("\n") == 1
