"""Logs: one line each on stderr, as JSON for machines or as text for people.

Nothing personal is logged: no value of a request, no record of a source. Where an exception is
logged, its type and the lines of code it passed are, and its message only when it is an error of
ours (they never hold personal data); other libraries' messages often quote values.
"""

import json
import logging
import os
import re
import sys
import time
import traceback
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from functools import lru_cache
from io import StringIO
from typing import Literal, TextIO

import orjson
import structlog
from structlog.typing import EventDict, ExcInfo, Processor, WrappedLogger

from aggregator.domain.errors import AggregatorError

LogFormat = Literal["json", "text"]

# Loggers that print what a request or a statement held, at any level: silent.
_SILENT = ("strawberry.execution", "sqlalchemy.engine", "aiosqlite")
_WORDS = re.compile(r"[A-Za-z ]+")


def configure(form: LogFormat, stream: TextIO | None = None) -> None:
    """Send all logs, ours and the libraries', to `stream` (stderr). Calling again replaces it.

    Ours go there straight: a request has a line, and the library that passes on everybody's takes
    longer for it than all else that is done for a request that is refused.
    """
    stream = stream or sys.stderr
    render = _renderer(form, stream)
    shared: list[Processor] = [
        structlog.stdlib.add_log_level,
        _with_moment,
        _exception_without_values,
    ]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(
        structlog.stdlib.ProcessorFormatter(
            foreign_pre_chain=[
                structlog.stdlib.add_logger_name,
                _loop_without_values,
                *shared,
            ],
            processors=[
                structlog.stdlib.ProcessorFormatter.remove_processors_meta,
                render,
            ],
        )
    )
    root = logging.getLogger()
    for earlier in root.handlers[:]:
        if isinstance(earlier.formatter, structlog.stdlib.ProcessorFormatter):
            root.removeHandler(earlier)
    root.addHandler(handler)
    root.setLevel(logging.WARNING)
    for name in _SILENT:
        logging.getLogger(name).setLevel(logging.CRITICAL + 1)
    structlog.configure(
        processors=[*shared, render],
        logger_factory=_Lines(stream),
        wrapper_class=structlog.make_filtering_bound_logger(logging.INFO),
        cache_logger_on_first_use=False,  # so that configuring again takes effect
    )


class _Lines:
    """Writes finished lines to `stream`; the factory of loggers, and the one logger it gives."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream

    def __call__(self, *_: object) -> "_Lines":
        return self

    def msg(self, line: str) -> None:
        """Write a line, whole. Nobody's request fails because nobody reads the log."""
        with suppress(OSError, ValueError):
            self._stream.write(f"{line}\n")
            self._stream.flush()

    info = warning = error = critical = msg


@contextmanager
def captured() -> Iterator[StringIO]:
    """Have all logs written as JSON into what is given, and nowhere else, until the end."""
    root = logging.getLogger()
    before = root.handlers[:], root.level, structlog.get_config()
    stream = StringIO()
    root.handlers.clear()
    configure("json", stream)
    try:
        yield stream
    finally:
        root.handlers[:] = before[0]
        root.setLevel(before[1])
        structlog.configure(**before[2])


def _renderer(form: LogFormat, stream: TextIO) -> Processor:
    if form == "json":
        return _json
    colours = stream.isatty() and not os.environ.get("NO_COLOR")
    return structlog.dev.ConsoleRenderer(colors=colours, sort_keys=False)


def _as_text(value: object) -> str:
    return f"<{type(value).__name__}>"  # what JSON cannot say may print anything: only its type


_AS_JSON_DOES = (
    orjson.OPT_NON_STR_KEYS | orjson.OPT_PASSTHROUGH_DATACLASS | orjson.OPT_PASSTHROUGH_DATETIME
)
"""What JSON has no word for is told by its type, also where orjson would have one; but for UUID and
Enum, whose values it writes whatever it is told."""

_LENIENT = json.JSONEncoder(default=_as_text)
"""For what orjson refuses: half a character, or a number that is too long for others."""


def _json(_logger: WrappedLogger, _method: str, event: EventDict) -> str:
    try:
        return orjson.dumps(event, _as_text, _AS_JSON_DOES).decode()
    except TypeError:
        return _LENIENT.encode(event)


def _loop_without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Keep what the event loop says of a task, and leave out the task: its repr quotes values."""
    if event["logger"] == "asyncio":
        said = _WORDS.match(str(event["event"]))
        event["event"] = said[0].strip() if said else "event loop"
    return event


def _with_moment(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Say when, to the microsecond, in UTC: `2026-01-31T08:00:00.000000Z`."""
    second, rest = divmod(time.time_ns(), 1_000_000_000)
    event["at"] = f"{_second(second)}.{rest // 1_000:06}Z"
    return event


@lru_cache(1)
def _second(since: int) -> str:
    """Write a second since 1970; many lines are of the same."""
    return time.strftime("%Y-%m-%dT%H:%M:%S", time.gmtime(since))


def _exception_without_values(_logger: WrappedLogger, _method: str, event: EventDict) -> EventDict:
    """Replace `exc_info` by `error`: types and places of the whole chain, no foreign message."""
    error = _error_of(event.pop("exc_info", None))
    if error is not None:
        event["error"] = _chain(error)
    return event


def _error_of(exc_info: ExcInfo | BaseException | bool | None) -> BaseException | None:
    if isinstance(exc_info, BaseException):
        return exc_info
    if isinstance(exc_info, tuple):
        return exc_info[1]
    return sys.exc_info()[1] if exc_info else None


def _chain(error: BaseException) -> Sequence[str]:
    lines: list[str] = []
    seen: set[int] = set()
    current: BaseException | None = error
    while current is not None and id(current) not in seen:
        seen.add(id(current))
        said = f": {current.message}" if isinstance(current, AggregatorError) else ""
        lines.append(f"{type(current).__name__}{said}")
        frames = traceback.extract_tb(current.__traceback__)
        lines.extend(f"  {frame.filename}:{frame.lineno} {frame.name}" for frame in frames)
        current = current.__cause__ or (
            None if current.__suppress_context__ else current.__context__
        )
    return lines
