"""How moments and amounts are written in a result and read as an argument."""

import re
from datetime import UTC, datetime, timedelta, timezone
from decimal import Decimal
from typing import Any

import pytest

from aggregator.domain.money import Money
from aggregator.schema.scalars import SCALARS, BigInt, EmailText, MarkdownText, UrlText
from tests.support.product import ROOT

MOMENT = datetime(2026, 11, 22, 10, 1, tzinfo=UTC)


def write(kind: object, value: Any) -> Any:
    serialize = SCALARS[kind].serialize
    assert serialize is not None
    return serialize(value)


def read(kind: object, text: object) -> Any:
    parse = SCALARS[kind].parse_value
    assert parse is not None
    return parse(text)


@pytest.mark.parametrize(
    ("moment", "text"),
    [
        (MOMENT, "2026-11-22T10:01:00+00:00"),
        (MOMENT.astimezone(timezone(timedelta(hours=-7))), "2026-11-22T03:01:00-07:00"),
    ],
)
def test_a_moment_is_written_with_its_offset(moment: datetime, text: str) -> None:
    assert write(datetime, moment) == text
    assert read(datetime, text) == moment


def test_a_moment_without_an_offset_is_a_bug_and_never_written() -> None:
    with pytest.raises(ValueError, match="offset"):
        write(datetime, MOMENT.replace(tzinfo=None))


def test_a_moment_read_without_an_offset_is_in_utc() -> None:
    assert read(datetime, "2026-11-22T10:01:00") == MOMENT


@pytest.mark.parametrize("text", ["129.00 USD", "0.10 EUR", "12345678901234567890.01 JPY"])
def test_an_amount_is_exact_both_ways(text: str) -> None:
    assert write(Money, read(Money, text)) == text


def test_an_amount_is_never_in_exponents() -> None:
    assert write(Money, Money(Decimal("1E+3"), "USD")) == "1000 USD"


@pytest.mark.parametrize("text", ["129.00", "USD 129", "NaN USD", "", "1 US"])
def test_what_is_no_amount_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="money"):
        read(Money, text)


@pytest.mark.parametrize("kind", [UrlText, EmailText, MarkdownText])
def test_texts_of_a_kind_are_written_as_they_are(kind: object) -> None:
    assert write(kind, "x <y>") == "x <y>"
    assert read(MarkdownText, "x <y>") == "x <y>"


def test_every_scalar_says_what_it_is() -> None:
    assert {scalar.name for scalar in SCALARS.values()} == {
        "DateTime", "Money", "BigInt", "URL", "Email", "Markdown",
    }  # fmt: skip
    assert all(scalar.description for scalar in SCALARS.values())


@pytest.mark.parametrize("number", [0, -7, 2**31, 2**53 - 1])
def test_a_whole_number_beyond_32_bits_is_exact(number: int) -> None:
    assert write(BigInt, number) == number
    parse = SCALARS[BigInt].parse_value
    assert parse is not None
    assert parse(number) == number


@pytest.mark.parametrize("number", [2**53, -(2**53), True, 1.5, "7", None])
def test_what_a_json_reader_would_round_or_what_is_no_whole_number_is_refused(
    number: object,
) -> None:
    with pytest.raises(ValueError, match="53 bits"):
        write(BigInt, number)


@pytest.mark.parametrize("kind", [datetime, Money, UrlText, EmailText, MarkdownText])
@pytest.mark.parametrize("value", [{"a": 1}, ["a@b.co"], True, 1, 1.5, None])
def test_a_scalar_of_text_takes_nothing_else(kind: object, value: Any) -> None:
    with pytest.raises(ValueError, match="text is expected"):
        read(kind, value)


@pytest.mark.parametrize("text", ["a@grocery.co", "A@Grocery.CO ", "a@b@c", "info@münchen.de"])
def test_an_address_is_read_as_it_was_written(text: str) -> None:
    assert read(EmailText, text) == text


@pytest.mark.parametrize("text", ["", "alex", "@grocery.co", "alex@", "Alex <a l@b.co>"])
def test_what_is_no_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="e-mail address is expected"):
        read(EmailText, text)


@pytest.mark.parametrize("text", ["", "/invoices/1", "example.com", "https://[1"])
def test_what_is_no_absolute_address_is_refused(text: str) -> None:
    with pytest.raises(ValueError, match="absolute address is expected"):
        read(UrlText, text)


def test_codegen_is_told_of_every_scalar_of_the_exported_schema() -> None:
    exported = (ROOT / "graphql" / "schema.graphql").read_text(encoding="utf-8")
    page = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
    mapped = page.partition("scalars: {")[2].partition("}")[0]
    described = page.partition("| scalar |")[2].partition("\n\n")[0]
    scalars = re.findall(r"^scalar (\w+)", exported, re.MULTILINE)
    assert re.findall(r"(\w+): '(?:string|number)'", mapped) == scalars
    assert re.findall(r"^\| `(\w+)` \|", described, re.MULTILINE) == scalars


def test_codegens_type_of_a_scalar_is_that_of_its_json() -> None:
    page = (ROOT / "docs" / "graphql.md").read_text(encoding="utf-8")
    values = {"DateTime": MOMENT, "Money": Money.parse("1.00 USD"), "BigInt": 7}
    for kind, scalar in SCALARS.items():
        written = write(kind, values.get(scalar.name, "text"))
        said = re.search(rf"{scalar.name}: '(\w+)'", page)
        assert said is not None
        assert said[1] == ("string" if isinstance(written, str) else "number")
