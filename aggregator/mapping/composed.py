"""Transforms with options: what they make depends on more of the record than one value.

| option   | of                | says                                                           |
|----------|-------------------|----------------------------------------------------------------|
| currency | money             | JMESPath to the currency's code, or a code: `'EUR'`            |
| units    | money             | minor (as if it were not there), or major: 129.00 is 129 euros |
| times    | money, int, float | JMESPath to a number that the value is multiplied by           |
| unit     | datetime          | s or ms: what a number counts since 1970                       |
| format   | datetime          | how a text is written: `%d/%m/%Y %H:%M`                        |
| text     | template, link    | the text, with {value} in it                                   |
| any name | template, link    | JMESPath to what stands at {name} in the text                  |
"""

import re
from collections.abc import Callable, Mapping
from datetime import UTC, datetime, timedelta
from decimal import Context, Decimal, InvalidOperation
from typing import Any
from urllib.parse import quote

from aggregator.domain.day import Day
from aggregator.domain.errors import ConnectorError
from aggregator.domain.money import Money, minor_digits
from aggregator.domain.placeholders import filled, names_in
from aggregator.mapping.never import is_never, is_never_written
from aggregator.mapping.paths import Getter, Unreadable, compile_path

Transform = Callable[[Any, Mapping[str, Any]], Any]
"""From (value, the record it stands in) to the value in the graph."""

_CURRENCY = re.compile(r"[A-Za-z]{3}", re.ASCII)
_AMOUNT = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,18})?(?:[eE][+-]?[0-9]{1,2})?", re.ASCII)
_COUNT = re.compile(r"[+-]?[0-9]{1,18}(?:\.[0-9]{1,9})?", re.ASCII)
_EPOCH = datetime.fromtimestamp(0, UTC)
_EXACT = Context(prec=100)
_UNITS: Mapping[str, int] = {"s": 1, "ms": 1000}


def compile_money(options: Mapping[str, str]) -> Transform:
    """Money of an amount and the currency beside it."""
    if "currency" not in options:
        raise ConnectorError("The transform 'money' needs the option 'currency': a path")
    currency_of = compile_path(options["currency"])
    units = options.get("units", "minor")
    if units not in ("minor", "major"):
        raise ConnectorError("The option 'units' of money is minor or major")
    factor_of = _factor(options)

    def money(value: Any, record: Mapping[str, Any]) -> Money | None:
        factor = factor_of(record)
        if factor is None:
            return None
        amount = _EXACT.multiply(_decimal(value), factor)
        currency = currency_of(record)
        currency = currency.strip() if isinstance(currency, str) else ""
        if not _CURRENCY.fullmatch(currency):
            raise Unreadable("the currency is not a three-letter code")
        return _minor(amount, currency) if units == "minor" else _major(amount, currency)

    return money


def _minor(amount: Decimal, currency: str) -> Money:
    if amount != amount.to_integral_value():
        raise Unreadable("not a whole number")
    try:
        return Money.from_minor(int(amount), currency)
    except ValueError as error:
        raise Unreadable(str(error)) from None


def _major(amount: Decimal, currency: str) -> Money:
    """Give all digits of the currency, and more where the amount has them."""
    code = currency.upper()
    if abs(amount) >= 10**18:
        raise Unreadable("an amount of money is smaller")
    digits = max(minor_digits(code), -int(amount.normalize().as_tuple().exponent))
    return Money(amount.quantize(Decimal(1).scaleb(-digits), context=_EXACT), code)


def compile_number(to_number: Callable[[Any], Any], options: Mapping[str, str]) -> Transform:
    """Return a number, times another."""
    factor_of = _factor(options)

    def number(value: Any, record: Mapping[str, Any]) -> Any:
        factor = factor_of(record)
        if factor is None:
            return None
        product = _EXACT.multiply(_decimal(value), factor)
        whole = product == product.to_integral_value()
        return to_number(int(product) if whole else float(product))

    return number


def _factor(options: Mapping[str, str]) -> Callable[[Mapping[str, Any]], Decimal | None]:
    """What reads the number to multiply by: 1 without one, None for null."""
    path = options.get("times")
    if path is None:
        return lambda _: Decimal(1)
    find = compile_path(path)

    def factor(record: Mapping[str, Any]) -> Decimal | None:
        found = find(record)
        return None if found is None else _decimal(found)

    return factor


def _decimal(value: Any) -> Decimal:
    """Take a number as it is written: 0.1 is a tenth."""
    if isinstance(value, int) and not isinstance(value, bool):
        return Decimal(value)
    if isinstance(value, bool) or not isinstance(value, float | str):
        raise Unreadable("not a number")
    text = value.strip() if isinstance(value, str) else repr(value)
    if not _AMOUNT.fullmatch(text):
        raise Unreadable("not a number")
    try:
        return Decimal(text)
    except InvalidOperation:
        raise Unreadable("not a number") from None


def compile_datetime(
    read: Callable[[Any], datetime | None], options: Mapping[str, str]
) -> Transform:
    """Return a moment that is counted since 1970 in a unit, or written in a format."""
    unit, form = options.get("unit"), options.get("format")
    if unit is not None and unit not in _UNITS:
        raise ConnectorError("The option 'unit' of datetime is s or ms")
    if unit is not None and form is not None:
        raise ConnectorError("A datetime is counted in a unit, or written in a format")
    if form is not None and "%" not in form:
        raise ConnectorError("The option 'format' of datetime is written like %d/%m/%Y")

    def moment(value: Any, _record: Mapping[str, Any]) -> datetime | None:
        if form is not None:
            return _written(value, form)
        return read(value) if unit is None else _counted(value, _UNITS[unit])

    return moment


def _counted(value: Any, unit: int) -> datetime | None:
    text = value.strip() if isinstance(value, str) else repr(value)
    if isinstance(value, bool) or not _COUNT.fullmatch(text):
        raise Unreadable("not a moment: a number since 1970")
    try:
        moment = _EPOCH + timedelta(microseconds=int(Decimal(text) * 1_000_000 / unit))
    except OverflowError:
        raise Unreadable("not a moment: a number since 1970") from None
    return None if is_never(moment) else moment


def _written(value: Any, form: str) -> datetime | None:
    if isinstance(value, str) and is_never_written(value):
        return None
    try:
        moment = datetime.strptime(value.strip(), form)  # noqa: DTZ007 - below
    except (ValueError, TypeError, AttributeError):
        raise Unreadable("not a moment in the format that is declared") from None
    if is_never(moment):
        return None
    if not re.search("%[HIMSTXcf]", form):
        return Day(moment.year, moment.month, moment.day, tzinfo=UTC)
    return moment.replace(tzinfo=UTC) if moment.tzinfo is None else moment.astimezone(UTC)


def compile_template(
    options: Mapping[str, str], write: Callable[[str], str], made: Callable[[str], str]
) -> Transform:
    """Return a text with values of the record in it; null where one of them is null.

    Another name is an option of the source: it has its value already (upstream/options.py).
    """
    text = options.get("text")
    if text is None:
        raise ConnectorError("The option 'text' is missing: a text with {value} in it")
    paths: dict[str, Getter] = {
        name: compile_path(path) for name, path in options.items() if name != "text"
    }
    unused = [name for name in paths if name not in names_in(text)]
    if unused:
        raise ConnectorError(f"The option {unused[0]!r} stands nowhere in the text")

    def template(value: Any, record: Mapping[str, Any]) -> str | None:
        found = {"value": value, **{name: find(record) for name, find in paths.items()}}
        words = {name: _word(each) for name, each in found.items()}
        if any(word is None for name, word in words.items() if name in names_in(text)):
            return None
        return made(filled(text, {k: word for k, word in words.items() if word is not None}, write))

    return template


def _word(value: Any) -> str | None:
    if value is None or (isinstance(value, str) and not value.strip()):
        return None
    if isinstance(value, bool) or not isinstance(value, str | int | float):
        raise Unreadable("not text or a number")
    return str(value)


def in_address(text: str) -> str:
    """Write a text as a part of an address."""
    return quote(text, safe="")


def first_of(value: Any) -> Any:
    return _end_of(value, 0)


def last_of(value: Any) -> Any:
    return _end_of(value, -1)


def _end_of(value: Any, at: int) -> Any:
    """One of a list, or the one that stands without a list."""
    if not isinstance(value, list):
        found = value
    else:
        present = [each for each in value if each is not None]
        found = present[at] if present else None
    if isinstance(found, dict | list):
        raise Unreadable("not a list of single values")
    return found
