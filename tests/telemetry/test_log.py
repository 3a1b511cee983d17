import asyncio
import dataclasses
import io
import json
import logging
import re
from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any

import pytest
import structlog

from aggregator.domain.errors import SettingsError
from aggregator.telemetry.log import LogFormat, configure
from aggregator.telemetry.logger import get_logger


@pytest.fixture(autouse=True)
def leave_logging_as_it_was() -> Iterator[None]:
    root = logging.getLogger()
    handlers, level = root.handlers[:], root.level
    yield
    root.handlers[:] = handlers
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, Any]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def to_stream(form: LogFormat = "json") -> io.StringIO:
    stream = io.StringIO()
    configure(form, stream)
    return stream


def test_one_event_is_one_line_of_json_with_its_moment() -> None:
    stream = to_stream()
    before = datetime.now(UTC)
    get_logger("aggregator.x").info("request", keys=["a", "ü"], ms=3.5)
    (line,) = lines(stream)
    at = line.pop("at")
    assert re.fullmatch(r"\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{6}Z", at)
    assert before <= datetime.fromisoformat(at) <= datetime.now(UTC)
    assert line == {"event": "request", "level": "info", "keys": ["a", "ü"], "ms": 3.5}
    assert "ü" in stream.getvalue()


def test_the_libraries_speak_through_the_same_line_from_warnings_on() -> None:
    stream = to_stream()
    logging.getLogger("some.library").warning("hello %s", "x")
    logging.getLogger("some.library").info("chatter")
    (line,) = lines(stream)
    assert (line["event"], line["logger"], line["level"]) == ("hello x", "some.library", "warning")


def test_the_libraries_that_print_what_requests_hold_are_silent() -> None:
    stream = to_stream()
    for name in ("strawberry.execution", "sqlalchemy.engine.Engine", "aiosqlite"):
        logging.getLogger(name).error("alex@grocery.co")
    assert stream.getvalue() == ""


async def test_a_task_that_nobody_awaited_is_told_without_its_values() -> None:
    stream = to_stream()

    async def fail() -> None:
        raise ValueError("alex@grocery.co")

    task = asyncio.create_task(fail())
    await asyncio.wait([task])
    loop = asyncio.get_running_loop()
    message = "Task exception was never retrieved"
    loop.call_exception_handler({"message": message, "exception": task.exception(), "task": task})
    loop.call_exception_handler({"message": f"Exception in callback note('alex') of {task}"})
    logging.getLogger("asyncio").error("%r is odd", task)
    assert "alex" not in stream.getvalue()
    told = lines(stream)
    assert [line["event"] for line in told] == [message, "Exception in callback note", "event loop"]
    assert told[0]["error"][0] == "ValueError"


@pytest.mark.parametrize("form", ["json", "text"])
def test_an_exception_tells_where_and_of_which_type_but_no_foreign_words(form: LogFormat) -> None:
    stream = to_stream(form)
    persons: dict[str, str] = {}
    try:
        try:
            persons["alex@grocery.co"]
        except KeyError as error:
            raise SettingsError("ours may speak") from error
    except SettingsError:
        get_logger("aggregator.x").exception("failed")
        logging.getLogger("library").exception("failed too")
    said = stream.getvalue()
    assert said.count("SettingsError: ours may speak") == 2
    assert said.count("KeyError") == 2
    assert said.count("test_log.py") == 4
    assert "alex@grocery.co" not in said
    assert len(said.splitlines()) == 2


def test_a_value_json_cannot_say_is_told_by_its_type_alone() -> None:
    class Person:
        def __repr__(self) -> str:
            return "alex@grocery.co"

    stream = to_stream()
    get_logger("aggregator.x").info("odd", value=Person())
    assert lines(stream)[0]["value"] == "<Person>"


def test_what_a_faster_encoder_has_a_word_for_is_told_by_its_type_all_the_same() -> None:
    @dataclasses.dataclass
    class Person:
        email: str = "alex@grocery.co"

    stream = to_stream()
    born = datetime(1990, 1, 2, tzinfo=UTC)
    get_logger("aggregator.x").info("odd", who=Person(), born=born, counts={1: 2})
    [line] = lines(stream)
    assert (line["who"], line["born"], line["counts"]) == ("<Person>", "<datetime>", {"1": 2})


@pytest.mark.parametrize("odd", ["half \ud83d", 2**70], ids=["half a character", "a long number"])
def test_what_a_strict_encoder_refuses_costs_no_line(odd: object) -> None:
    stream = to_stream()
    get_logger("aggregator.x").info("odd", value=odd, who=object())
    [line] = lines(stream)
    assert (line["value"], line["who"]) == (odd, "<object>")
    assert stream.getvalue().isascii()


def test_text_has_no_colours_where_nobody_looks() -> None:
    stream = to_stream("text")
    get_logger("aggregator.x").warning("careful", n=1)
    assert "\x1b" not in stream.getvalue()
    assert "careful" in stream.getvalue()


@pytest.mark.parametrize(("said", "coloured"), [("", True), ("1", False)])
def test_a_terminal_has_colours_unless_its_user_wants_none(
    monkeypatch: pytest.MonkeyPatch, said: str, coloured: bool
) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setenv("NO_COLOR", said)
    stream = Terminal()
    configure("text", stream)
    get_logger("aggregator.x").warning("careful", n=1)
    assert ("\x1b[3" in stream.getvalue()) is coloured


def test_configuring_again_replaces_and_never_doubles() -> None:
    first = to_stream()
    second = to_stream()
    get_logger("aggregator.x").info("once")
    assert first.getvalue() == ""
    assert len(lines(second)) == 1


def test_logs_go_to_stderr(capsys: pytest.CaptureFixture[str]) -> None:
    configure("json")
    get_logger("aggregator.x").info("here")
    captured = capsys.readouterr()
    assert (captured.out, '"here"' in captured.err) == ("", True)
