from typing import Any

import orjson
import pytest

from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.instances import Request, Timeout


def answer(body: Any = None, status: int | None = 200, **more: Any) -> ProbeAnswer:
    raw = body if isinstance(body, bytes) else orjson.dumps(body)
    told: dict[str, Any] = {
        "number": 1,
        "why": "all cards",
        "keys": ("a", "b"),
        "proven": True,
        "failure": None,
        "content_type": "application/json",
        "milliseconds": 1.0,
    }
    return ProbeAnswer(status=status, body=raw, **told | more)


def test_cards_are_told_by_key_and_of_two_the_first_counts() -> None:
    found = answer({"cards": [{"key": "a", "components": [1]}, {"key": "a"}, {"key": "b"}]})
    assert found.cards == {"a": {"key": "a", "components": [1]}, "b": {"key": "b"}}
    assert found.shown == {"a"}


@pytest.mark.parametrize(
    ("found", "trouble"),
    [
        (answer({"cards": [{"key": "a"}, {"key": "b"}]}), None),
        (answer({"cards": [{"key": "a"}]}), 'the answer has no "b"'),
        (answer({"cards": []}, status=404), "the status is 404"),
        (answer(b"<html>"), 'the answer has no "a", "b"'),
        (answer([]), 'the answer has no "a", "b"'),
        (answer({"cards": {}}), 'the answer has no "a", "b"'),
        (answer({"cards": [7, None, {"key": 7}]}), 'the answer has no "a", "b"'),
        (
            answer(b"", status=None, failure=Timeout(15)),
            "there was no answer: No whole answer came within 15 seconds",
        ),
        (
            answer(b"", status=None, failure=Request("ECONNRESET", "the connection was reset")),
            "there was no answer: The request could not be made: the connection was reset",
        ),
    ],
)
def test_why_plain_could_not_show_the_cards(found: ProbeAnswer, trouble: str | None) -> None:
    assert found.trouble(("a", "b")) == trouble


def test_keys_are_named_shortly_and_never_steer_the_terminal() -> None:
    assert quoted("abcdefg") == '"a", "b", "c", "d", "e" and 2 more'
    assert quoted(["\x1b[2J", "x" * 100]) == f'"\ufffd[2J", "{"x" * 79}…"'
