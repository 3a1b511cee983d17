"""The scalars of the internal schema, as Strawberry takes them."""

from collections.abc import Mapping
from datetime import datetime
from typing import NewType

import strawberry
from strawberry.types.scalar import ScalarDefinition

from aggregator.domain.money import Money
from aggregator.schema.scalar_rules import SCALAR_RULES

UrlText = NewType("UrlText", str)
EmailText = NewType("EmailText", str)
MarkdownText = NewType("MarkdownText", str)
BigInt = NewType("BigInt", int)


def _scalar(name: str, description: str, specified_by_url: str | None = None) -> ScalarDefinition:
    rule = SCALAR_RULES[name]
    return strawberry.scalar(
        name=name,
        description=description,
        specified_by_url=specified_by_url,
        serialize=rule.write,
        parse_value=rule.read,
    )


SCALARS: Mapping[object, ScalarDefinition] = {
    datetime: _scalar(
        "DateTime",
        description="A moment in ISO 8601 with its offset: `2026-11-22T10:01:00+00:00`. Where the "
        "source knows a day without a time, that day: `2026-12-01`.",
    ),
    Money: _scalar(
        "Money",
        description="An exact amount and its ISO 4217 currency: `129.00 USD`.",
        specified_by_url="https://www.iso.org/iso-4217-currency-codes.html",
    ),
    BigInt: _scalar(
        "BigInt",
        description="A whole number that may not fit into 32 bits; every JSON reader has it exact.",
    ),
    UrlText: _scalar(
        "URL",
        description="An absolute address: `https://example.com/invoices/1`.",
        specified_by_url="https://url.spec.whatwg.org/",
    ),
    EmailText: _scalar(
        "Email",
        description="An e-mail address: `alex@grocery.co`.",
        specified_by_url="https://www.rfc-editor.org/rfc/rfc5322",
    ),
    MarkdownText: _scalar(
        "Markdown",
        description="Text in the subset of Markdown that Plain draws: bold, italic, links.",
    ),
}
