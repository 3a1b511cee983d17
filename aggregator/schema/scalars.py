"""The scalars of the internal schema, and how each is written in a result."""

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import NewType
from urllib.parse import urlsplit

import strawberry
from strawberry.types.scalar import ScalarDefinition

from aggregator.domain.money import Money

UrlText = NewType("UrlText", str)
EmailText = NewType("EmailText", str)
MarkdownText = NewType("MarkdownText", str)
BigInt = NewType("BigInt", int)

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


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: strawberry.scalar(
        name="DateTime",
        description="A moment in ISO 8601 with its offset: `2026-11-22T10:01:00+00:00`. Where the "
        "source knows a day without a time, that day: `2026-12-01`.",
        serialize=_write_moment,
        parse_value=_read_moment,
    ),
    Money: strawberry.scalar(
        name="Money",
        description="An exact amount and its ISO 4217 currency: `129.00 USD`.",
        specified_by_url="https://www.iso.org/iso-4217-currency-codes.html",
        serialize=str,
        parse_value=_read_money,
    ),
    BigInt: strawberry.scalar(
        name="BigInt",
        description="A whole number that may not fit into 32 bits; every JSON reader has it exact.",
        serialize=_whole,
        parse_value=_whole,
    ),
    UrlText: strawberry.scalar(
        name="URL",
        description="An absolute address: `https://example.com/invoices/1`.",
        specified_by_url="https://url.spec.whatwg.org/",
        serialize=str,
        parse_value=_read_url,
    ),
    EmailText: strawberry.scalar(
        name="Email",
        description="An e-mail address: `alex@grocery.co`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc5322",
        serialize=str,
        parse_value=_read_email,
    ),
    MarkdownText: strawberry.scalar(
        name="Markdown",
        description="Text in the subset of Markdown that Plain draws: bold, italic, links.",
        serialize=str,
        parse_value=_read_text,
    ),
}
