"""Values in words: moments, money, numbers, ratios and durations as a locale writes them.

A `Formatter` is made once per locale and time zone (`formatter`); each of its methods raises
ValueError, and nothing else, for a value that it cannot write, whatever a source sent.
"""

import re
from collections.abc import Callable, Mapping
from copy import copy
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta, tzinfo
from decimal import Decimal, localcontext
from functools import lru_cache, wraps
from typing import Final, Literal, ParamSpec
from zoneinfo import ZoneInfo

from babel import Locale, UnknownLocaleError
from babel.dates import DateTimePattern, format_timedelta
from babel.numbers import NumberPattern, get_currency_precision

from aggregator.domain.day import Day
from aggregator.domain.money import Money, minor_digits
from aggregator.mapping.near import NOW, TODAY

DateStyle = Literal["DATE", "DATETIME", "RELATIVE"]
Unit = Literal["second", "day"]

LONGEST: Final = 64
"""Characters of a number, amount or moment that is read; anything longer is none of these."""
DIGITS_MAX: Final = 10
"""Digits after the point that can be asked for."""
EXACT_MAX: Final = 40
"""Digits after the point of an amount of money, which is never rounded."""
WHOLE_DIGITS_MAX: Final = 18
"""Digits before the point of a number that is written out; with those after it, the 28 that
decimal arithmetic keeps."""

REMEMBERED: Final = 4096
"""Words kept of each kind."""

_ACRONYMS: Final = frozenset(
    """API ARR CPU CRM CSV CSS DNS EU GB GDPR HTML HTTP HTTPS IBAN ID IDS IP JSON KB MB MFA MRR NPS
    OS PDF PO PR QA RAM SAML SDK SEPA SKU SLA SMS SQL SSL SSO TLS TTL UI UK URI URL US USB UTC
    UUID VAT VIP VPN XML""".split()  # noqa: SIM905 -- fifty quoted words are harder to read
)
_PLACES = re.compile(r"\{[01]\}")
_PIECES = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+|[^A-Za-z0-9_]+")

P = ParamSpec("P")


def _written(method: Callable[P, str]) -> Callable[P, str]:
    """Make whatever babel, decimal and datetime raise for impossible values a ValueError.

    Words are remembered, since the same days, prices and ratios come again and again. The narrow
    no-break space of newer locale data becomes the usual one, which every font has.
    """

    @lru_cache(maxsize=REMEMBERED, typed=True)  # typed: True is no number, though it equals 1
    def remembered(*args: P.args, **kwargs: P.kwargs) -> str:
        return method(*args, **kwargs).replace("\u202f", "\u00a0")

    @wraps(method)
    def guarded(*args: P.args, **kwargs: P.kwargs) -> str:
        try:
            return remembered(*args, **kwargs)  # type: ignore[arg-type]  # unhashable: TypeError
        except (ArithmeticError, LookupError, TypeError, AttributeError) as error:
            raise ValueError(f"this value cannot be written: {type(error).__name__}") from None

    return guarded


@dataclass(frozen=True, slots=True, eq=False)
class Formatter:
    """Writes values for one locale and time zone. Patterns are parsed once, here.

    Compared by identity, which makes it a cheap part of a key: `formatter` gives the same one.
    """

    locale: Locale
    zone: tzinfo
    day_pattern: DateTimePattern
    time_pattern: DateTimePattern
    joined_pattern: str

    def date(self, value: str, style: DateStyle = "DATE", now: datetime | None = None) -> str:
        """`value` (ISO 8601) as a day, a day with its time, or seen from `now`."""
        if style == "RELATIVE":
            return self.relative(value, now or datetime.now(UTC))
        return self.day_and_time(value) if style == "DATETIME" else self.day(value)

    @_written
    def day(self, value: str) -> str:
        """Write ISO 8601 as Nov 22, 2026."""
        return self._day(self._local(parse_moment(value)))

    @_written
    def day_and_time(self, value: str) -> str:
        """Write ISO 8601 as Nov 22, 2026, 10:01 AM; a day without a time stays a day."""
        at = parse_moment(value)
        local = self._local(at)
        if isinstance(at, Day):
            return self._day(local)
        parts = {"{0}": self._time(local), "{1}": self._day(local)}
        return _PLACES.sub(lambda found: parts[found[0]], self.joined_pattern)

    def relative(self, value: str, now: datetime) -> str:
        """Write ISO 8601 as 3 days ago; a day without a time is seen from the day that it is."""
        try:
            at = parse_moment(value)
            if isinstance(at, Day):
                since = timedelta(days=(at.date() - self._local(now).date()).days)
                return self._since(since, "day", TODAY) or self.day(value)
            return self._since(at - now, "second", NOW) or self._since(timedelta(0), "second", {})
        except (OverflowError, TypeError) as error:
            raise ValueError(f"this value cannot be written: {type(error).__name__}") from None

    @_written
    def clock(self, at: datetime) -> str:
        """Hour and minute: 10:01 AM."""
        return self._time(self._local(at))

    @_written
    def money(self, value: str, currency: str | None = None) -> str:
        """Write `129.00 USD` as $129.00: the currency's digits, more where the amount has more.

        `currency` is that of an amount which names none.
        """
        if len(value) > LONGEST:
            raise ValueError("an amount of money is shorter")
        bare = currency is not None and " " not in value
        money = Money.parse(f"{value} {currency}" if bare else value)
        amount = _bounded(money.amount)
        with localcontext(prec=2 * LONGEST):  # the usual 28 digits would round long amounts
            exact = -int(amount.normalize().as_tuple().exponent)
            digits = get_currency_precision(money.currency)
            if digits < exact:
                digits = max(exact, minor_digits(money.currency))
            written: str = _pattern(self.locale, "currency", digits, digits).apply(
                amount or abs(amount),
                self.locale,
                currency=money.currency,
                currency_digits=False,
            )
        return written

    @_written
    def number(self, value: float | str | Decimal, digits: int | None = None) -> str:
        """Write 12345.678 as 12,345.678, `digits` after the point; at most three without."""
        minimum, maximum = (0, 3) if digits is None else (digits, digits)
        pattern = _pattern(self.locale, "decimal", minimum, maximum)
        written: str = pattern.apply(_signed(_decimal(value), maximum), self.locale)
        return written

    @_written
    def percent(self, value: float | str | Decimal, digits: int = 0) -> str:
        """Write the ratio 0.42 as 42%."""
        pattern = _pattern(self.locale, "percent", digits, digits)
        written: str = pattern.apply(_signed(_decimal(value), digits + 2), self.locale)
        return written

    def _local(self, at: datetime) -> datetime:
        """`at` on the clocks of the zone. A day stays that day, and the calendar has its edges."""
        if isinstance(at, Day):
            return at
        try:
            return at.astimezone(self.zone)
        except OverflowError:
            return at

    def _since(self, since: timedelta, minimum: Unit, none: Mapping[str, str]) -> str:
        """Write a span with its direction; `none` are the words, by language, for none at all.

        Empty where a language has no such word here.
        """
        if none and abs(since) < timedelta(seconds=1):
            return none.get(f"{self.locale.language}_{self.locale.script}") or none.get(
                self.locale.language, ""
            )
        # A threshold of one: a week is at least seven days, not six.
        written = format_timedelta(
            since, granularity=minimum, threshold=1, add_direction=True, locale=self.locale
        )
        return written.replace("\u202f", "\u00a0")

    def _day(self, local: datetime) -> str:
        written: str = self.day_pattern.apply(local, self.locale)
        return written

    def _time(self, local: datetime) -> str:
        written: str = self.time_pattern.apply(local, self.locale)
        return written


@lru_cache(maxsize=64)
def formatter(locale: str, time_zone: str) -> Formatter:
    """Give the formatter for `en_US` or `en-US` and an IANA zone; ValueError when unknown."""
    try:
        known = Locale.parse(locale.replace("-", "_"))
    except (UnknownLocaleError, ValueError, TypeError, AttributeError):
        raise ValueError(f'locale {locale!r} is not known: write it like "en_US"') from None
    return Formatter(
        locale=known,
        zone=time_zone_of(time_zone),
        day_pattern=known.date_formats["medium"],
        time_pattern=known.time_formats["short"],
        joined_pattern=str(known.datetime_formats["medium"]).replace("'", ""),
    )


def time_zone_of(name: str) -> tzinfo:
    """Find the zone of an IANA name such as Europe/London; ValueError when there is none."""
    if name == "UTC":  # also on a machine without a time zone database
        return UTC
    try:
        return ZoneInfo(name)
    except (LookupError, ValueError, OSError, TypeError):
        raise ValueError(
            f'time zone {name!r} is not known: write its IANA name, like "Europe/London"'
        ) from None


@lru_cache(maxsize=4096)
def parse_moment(value: object) -> datetime:
    """Read ISO 8601; without an offset it is UTC, without a time a `Day`. Else ValueError."""
    if not isinstance(value, str) or len(value) > LONGEST:
        raise ValueError("a moment is written in ISO 8601, like 2026-11-22T10:01:00+00:00")
    try:
        at = Day.read(value) or datetime.fromisoformat(value)
    except ValueError:
        raise ValueError(
            "a moment is written in ISO 8601, like 2026-11-22T10:01:00+00:00"
        ) from None
    return at if at.tzinfo is not None else at.replace(tzinfo=UTC)


@lru_cache(maxsize=4096)
def name_in_words(name: str) -> str:
    """Write a name for people: renewsAt -> Renews at, PAST_DUE -> Past due.

    Well-known acronyms keep their capitals: apiCalls -> API calls.
    """
    words = [
        piece.upper() if piece.upper() in _ACRONYMS else piece.lower()
        for piece in _PIECES.findall(name if not name.isupper() else name.lower())
    ]
    text = " ".join(words)
    return text[:1].upper() + text[1:]


def _decimal(value: float | str | Decimal) -> Decimal:
    if isinstance(value, bool) or not isinstance(value, int | float | str | Decimal):
        raise ValueError("a number is expected")  # noqa: TRY004 -- what a source sent, not a bug
    if isinstance(value, int) and value.bit_length() > 128:
        raise ValueError("this number is too large to write")
    text = str(value)
    if len(text) > LONGEST:
        raise ValueError("a number is shorter")
    return _bounded(Decimal(text))


def _bounded(amount: Decimal) -> Decimal:
    """ValueError for what is no finite number, or has too many digits to write out."""
    if not amount.is_finite() or amount.adjusted() >= WHOLE_DIGITS_MAX:
        raise ValueError("this number is not finite, or too large to write")
    return amount


def _signed(value: Decimal, digits: int) -> Decimal:
    """`value` without its sign when `digits` after the point leave nothing of it."""
    return value if abs(value) >= 1 or round(value, digits) else abs(value)


@lru_cache(maxsize=512)
def _pattern(
    locale: Locale, kind: Literal["decimal", "percent", "currency"], minimum: int, maximum: int
) -> NumberPattern:
    """Take the locale's pattern with `minimum` to `maximum` digits after the point."""
    highest = EXACT_MAX if kind == "currency" else DIGITS_MAX
    if not 0 <= minimum <= maximum <= highest:
        raise ValueError(f"digits after the point: 0 to {highest}")
    if kind == "currency":
        pattern = locale.currency_formats["standard"]
    else:
        pattern = (locale.decimal_formats if kind == "decimal" else locale.percent_formats)[None]
    ours: NumberPattern = copy(pattern)
    ours.frac_prec = (minimum, maximum)
    return ours
