"""An answer of /cards in the terminal."""

import json
from typing import Any

import pytest

from aggregator.cli.plain.answer import CardRow, pretty, refused, rows, show
from aggregator.domain.plain.response import read
from aggregator.simulator.call import CallReport

TEXT = {"componentText": {"text": "Hello"}}


def report(cards: list[Any], status: int = 200) -> CallReport:
    body = json.dumps({"cards": cards}).encode()
    answer = read(body, [card["key"] for card in cards])
    return CallReport(status, body, answer.cards, answer.problems, 12.4)


def card(key: str, *components: Any, ttl: int | None = 60) -> dict[str, Any]:
    return {"key": key, "timeToLiveSeconds": ttl, "components": list(components) or None}


def test_each_card_that_was_asked_for_has_its_row_in_that_order() -> None:
    found = rows(report([card("b", TEXT), card("a")]), ["a", "b", "c", "a"])
    assert [(row.key, row.state, row.components) for row in found] == [
        ("a", "hidden", 0),
        ("b", "shown", 1),
        ("c", "missing", 0),
    ]


def test_a_card_that_nobody_asked_for_has_its_row_too() -> None:
    assert [row.key for row in rows(report([card("x", TEXT)]), ["a"])] == ["a", "x"]


def test_a_cards_bytes_are_those_of_its_part_of_the_answer() -> None:
    whole = card("a", {"componentText": {"text": "\u00fc"}}, ttl=None)
    [row] = rows(report([whole]), ["a"])
    size = len(json.dumps(whole, ensure_ascii=False, separators=(",", ":")).encode())
    assert row == CardRow("a", "shown", None, 1, size)


def test_a_card_that_plain_would_refuse_is_invalid() -> None:
    bad = card("a", {"componentText": {"text": ""}})
    found = rows(report([bad, card("b", TEXT)]), ["a", "b"])
    assert [row.state for row in found] == ["invalid", "shown"]


def test_an_answer_that_nests_without_end_has_no_cards() -> None:
    body = b"[" * 100_000
    answer = read(body, ["a"])
    [row] = rows(CallReport(200, body, answer.cards, answer.problems, 12.4), ["a"])
    assert row.state == "missing"


def test_problems_stand_below_the_table(capsys: pytest.CaptureFixture[str]) -> None:
    show(report([card("a", {"componentText": {"text": ""}})]), ["a"], draw=False)
    lines = capsys.readouterr().out.splitlines()
    at = lines.index("Plain would refuse it:")
    assert "cards[0]" in lines[at + 1]


def test_a_long_key_is_not_cropped_and_steers_no_terminal(
    capsys: pytest.CaptureFixture[str],
) -> None:
    key = "k" * 300
    show(report([card(key, TEXT), card("\x1b[2Jx", TEXT)]), [key], draw=True)
    printed = capsys.readouterr().out
    assert key in printed
    assert "\x1b" not in printed


@pytest.mark.parametrize(
    ("status", "body", "said"),
    [
        (401, b"{}", "401 Unauthorized. Fix: --secret and --header as that service has them."),
        (404, b"", "404 Not Found. Fix: the address ends in /cards."),
        (503, b'{"detail": "Draining."}', "503 Service Unavailable. Draining."),
        (503, b"[]", "503 Service Unavailable. Plain reads the body of a 200 only."),
        (299, b'{"detail": 3}', "299. Plain reads the body of a 200 only."),
    ],
)
def test_a_refusal_is_a_line_with_what_to_try(status: int, body: bytes, said: str) -> None:
    report = CallReport(status, body, (), (), 1.0)
    assert refused("http://x/cards", report) == f"http://x/cards answered {said}"


def test_json_is_indented_and_anything_else_printed_as_it_came() -> None:
    assert pretty('{"a":"\u00fc"}'.encode()) == '{\n  "a": "\u00fc"\n}'
    assert pretty(b"<html>\xff") == "<html>\ufffd"
