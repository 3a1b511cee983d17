"""The closed list of what a mapping may do to a value on its way into the graph.

| name     | takes                                     | gives                              |
|----------|-------------------------------------------|------------------------------------|
| datetime | ISO 8601 text, or epoch seconds           | datetime, aware, UTC; or a Day     |
| money    | minor units (integer, or its digits)      | Money; options: composed.py        |
| int      | whole number, or its digits               | int                                |
| float    | finite number, or its digits              | float                              |
| text     | text, number or boolean                   | str                                |
| trim     | text or number                            | str without outer space; "" is null|
| lower    | text or number                            | str                                |
| upper    | text or number                            | str                                |
| first    | list of text, numbers or booleans         | its first that is not null         |
| last     | the same                                  | its last                           |
| template | text or number                            | str with it and others in it       |
| link     | text or number                            | str, an address with them in it    |
| url      | absolute https, http or mailto address    | str, as a browser writes it        |

A transform never sees null (null stays null) and raises `Unreadable` with the rule it applied.
Text without an offset is read as UTC; a date without a time is a `Day`, which no zone shifts. The
year 1, the year 9999 and the beginning of epoch time mean "never", which is null.
"""

import math
import re
from collections.abc import Callable, Mapping
from collections.abc import Set as AbstractSet
from datetime import UTC, datetime
from typing import Any
from urllib.parse import urlsplit

from aggregator.domain.day import Day
from aggregator.domain.errors import ConnectorError
from aggregator.domain.plain.limits import URL_SCHEMES
from aggregator.domain.web_address import as_browsers_read
from aggregator.mapping.composed import (
    Transform,
    compile_datetime,
    compile_money,
    compile_number,
    compile_template,
    first_of,
    in_address,
    last_of,
)
from aggregator.mapping.never import is_never, is_never_written
from aggregator.mapping.paths import Unreadable

_DIGITS = re.compile(r"[+-]?[0-9]{1,18}", re.ASCII)
_NUMBER = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,3})?", re.ASCII)

_OPTIONS: Mapping[str, AbstractSet[str]] = {
    "money": {"currency", "units", "times"},
    "int": {"times"},
    "float": {"times"},
    "datetime": {"unit", "format"},
}


def compile_transform(name: str, options: Mapping[str, str]) -> Transform:
    """Return the transform called `name`. ConnectorError: no such name, or options amiss."""
    if name == "template":
        return compile_template(options, str, str)
    if name == "link":
        return compile_template(options, in_address, _url)
    for option in options:
        if option not in _OPTIONS.get(name, ()):
            raise ConnectorError(f"The transform {name!r} takes no option {option!r}")
    if name == "money":
        return compile_money(options)
    simple = _SIMPLE.get(name)
    if simple is None:
        known = ", ".join(TRANSFORMS)
        raise ConnectorError(f"There is no transform {name!r}. Use one of: {known}")
    if options:
        made = compile_datetime if name == "datetime" else compile_number
        return made(simple, options)
    convert = simple
    return lambda value, _record: convert(value)


def _datetime(value: Any) -> datetime | None:
    if isinstance(value, str) and is_never_written(value):
        return None
    try:
        moment = _moment(value)
    except (ValueError, TypeError, OverflowError, OSError):
        raise Unreadable("not a moment: ISO 8601 text or epoch seconds") from None
    return None if is_never(moment) else moment


def _moment(value: Any) -> datetime:
    if isinstance(value, bool):
        raise Unreadable("not a moment: true and false are none")
    if not isinstance(value, str):
        return datetime.fromtimestamp(value, UTC)
    text = value.strip()
    moment = Day.read(text) or datetime.fromisoformat(text)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else _in_utc(moment)


def _in_utc(moment: datetime) -> datetime:
    return moment if isinstance(moment, Day) else moment.astimezone(UTC)


def _int(value: Any) -> int:
    if isinstance(value, int) and not isinstance(value, bool):
        return value
    if isinstance(value, float) and value.is_integer():
        return int(value)
    if isinstance(value, str) and _DIGITS.fullmatch(value.strip()):
        return int(value)
    raise Unreadable("not a whole number")


def _float(value: Any) -> float:
    number = math.nan
    if isinstance(value, int | float) and not isinstance(value, bool):
        try:
            number = float(value)
        except OverflowError:
            number = math.inf
    elif isinstance(value, str) and _NUMBER.fullmatch(value.strip()):
        number = float(value)
    if not math.isfinite(number):
        raise Unreadable("not a finite number")
    return number


def _text(value: Any) -> str:
    if value.__class__ is str:
        return str(value)
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, str | int | float):
        return str(value)
    raise Unreadable("not text, a number or a boolean")


def _words(value: Any) -> str:
    """Read what people write: a number is its digits, as in `"phone": 12`; true is no word."""
    if isinstance(value, str | int | float) and not isinstance(value, bool):
        return str(value)
    raise Unreadable("neither text nor a number")


def _string(value: Any) -> str:
    if isinstance(value, str):
        return value
    raise Unreadable("not text")


def _url(value: Any) -> str:
    text = as_browsers_read(_string(value).strip())
    try:
        parts = urlsplit(text)
        absolute = bool(parts.hostname) if parts.scheme != "mailto" else bool(parts.path)
    except ValueError:
        absolute = False
    else:
        absolute = absolute and parts.scheme in URL_SCHEMES
    if not absolute or any(character.isspace() for character in text):
        raise Unreadable("not an absolute https, http or mailto address")
    return text


_SIMPLE: Mapping[str, Callable[[Any], Any]] = {
    "datetime": _datetime,
    "int": _int,
    "float": _float,
    "text": _text,
    "trim": lambda value: _words(value).strip() or None,
    "lower": lambda value: _words(value).lower(),
    "upper": lambda value: _words(value).upper(),
    "url": _url,
    "first": first_of,
    "last": last_of,
}

TRANSFORMS = tuple(sorted([*_SIMPLE, "link", "money", "template"]))
"""The names there are."""
