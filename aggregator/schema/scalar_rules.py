"""How each scalar of the internal schema is read from a request, and written in a result."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final
from urllib.parse import urlsplit

from aggregator.domain.money import Money

WHOLE_MAX = 2**53 - 1
"""The largest whole number that every JSON reader has exact."""


def _write_moment(value: datetime) -> str:
    if value.tzinfo is None:
        raise ValueError("a moment needs its offset")
    return value.isoformat()


def _read_text(value: object) -> str:
    if not isinstance(value, str):
        raise ValueError("text is expected")  # noqa: TRY004 -- what a caller sent, not a bug
    return value


def _read_moment(value: object) -> datetime:
    moment = datetime.fromisoformat(_read_text(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)


def _read_money(value: object) -> Money:
    return Money.parse(_read_text(value))


def _read_email(value: object) -> str:
    """An address as somebody may be looked up by: whether it is anybody's, a directory knows."""
    text = _read_text(value)
    local, _, domain = text.strip().rpartition("@")
    if not local or not domain or any(each.isspace() for each in local + domain):
        raise ValueError("an e-mail address is expected: `alex@grocery.co`")
    return text


def _read_url(value: object) -> str:
    text = _read_text(value)
    try:
        absolute = bool(urlsplit(text).scheme)
    except ValueError:
        absolute = False
    if not absolute:
        raise ValueError("an absolute address is expected: `https://example.com/invoices/1`")
    return text


def _whole(value: object) -> int:
    if not isinstance(value, int) or isinstance(value, bool) or abs(value) > WHOLE_MAX:
        raise ValueError("a whole number of at most 53 bits is expected")
    return value


@dataclass(frozen=True, slots=True)
class ScalarRule:
    """How to `write` a JSON value and `read` what was sent; both raise for what does not fit."""

    write: Callable[[Any], Any]
    read: Callable[[Any], Any]


SCALAR_RULES: Final[Mapping[str, ScalarRule]] = {
    "DateTime": ScalarRule(_write_moment, _read_moment),
    "Money": ScalarRule(str, _read_money),
    "BigInt": ScalarRule(_whole, _whole),
    "URL": ScalarRule(str, _read_url),
    "Email": ScalarRule(str, _read_email),
    "Markdown": ScalarRule(str, _read_text),
}
"""By the scalar's name."""
