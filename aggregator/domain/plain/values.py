"""The kinds of values that components hold: each says what is wrong with one, and its JSON Schema.

The rule that is broken is told without the value. A JSON Schema cannot say everything: it counts
code points where Plain counts UTF-16 units, and knows neither calendars nor what an international
host decodes to. What it accepts is therefore a little more than `broken` does, never less.
"""

import re
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, Protocol

from aggregator.domain import host
from aggregator.domain.plain import limits
from aggregator.domain.plain.limits import utf16_length


class ValueRule(Protocol):
    """A kind of value."""

    def broken(self, value: object) -> str | None:
        """Give the rule that `value`, decoded from any JSON, breaks; None when it is well."""

    def schema(self) -> dict[str, Any]:
        """Give its JSON Schema."""


@dataclass(frozen=True, slots=True)
class TextRule:
    """Text of `minimum` to `maximum` UTF-16 units."""

    maximum: int
    minimum: int = 0

    def broken(self, value: object) -> str | None:
        if not isinstance(value, str):
            return "must be text"
        length = utf16_length(value)
        if length < self.minimum:
            return "must not be empty: leave the component out"
        if length > self.maximum:
            return f"is {length} UTF-16 units long, Plain allows {self.maximum}: shorten it"
        if not value.isascii() and _lone_surrogate(value):
            return "holds half a surrogate pair, which UTF-8 cannot carry: replace it"
        return None

    def schema(self) -> dict[str, Any]:
        minimum = {"minLength": self.minimum} if self.minimum else {}
        return {"type": "string", **minimum, "maxLength": self.maximum}


@dataclass(frozen=True, slots=True)
class WordRule:
    """One of a few words, capitals as they are."""

    words: tuple[str, ...]

    def broken(self, value: object) -> str | None:
        if isinstance(value, str) and value in self.words:
            return None
        return f"must be one of {', '.join(self.words)} (capitals matter)"

    def schema(self) -> dict[str, Any]:
        return {"enum": list(self.words)}


@dataclass(frozen=True, slots=True)
class UrlRule:
    """An absolute URL that a button may open.

    Plain holds a URL to the WHATWG standard (`new URL`), and refuses the whole answer for one that
    breaks it. So this takes none that the standard refuses; and not all that it takes, for a host
    is written in one way: in ASCII, an IPv4 address as four decimal numbers.
    """

    def broken(self, value: object) -> str | None:
        if not isinstance(value, str):
            return "must be text"
        schemes = ", ".join(f"{scheme}:" for scheme in limits.URL_SCHEMES)
        scheme = value.partition(":")[0].lower()
        if scheme not in limits.URL_SCHEMES:
            return f"must be an absolute URL that starts with {schemes}"
        if _UNFIT_IN_URL.search(value) or _lone_surrogate(value):
            return "holds a character that a URL cannot: percent-encode it"
        if scheme == "mailto":
            return None if _MAIL.fullmatch(value) else "must name an address after mailto:"
        return _web(value)

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "pattern": f"^({_WEB.pattern}|{_MAIL.pattern})$"}


@dataclass(frozen=True, slots=True)
class DateTimeRule:
    """A date and time with its offset, in the form that every reader of ISO 8601 knows."""

    def broken(self, value: object) -> str | None:
        rule = "must be an ISO 8601 date and time with its offset, like 2026-11-22T10:01:00Z"
        if not isinstance(value, str) or not _MOMENT.fullmatch(value):
            return rule
        try:
            datetime.fromisoformat(value)
        except ValueError:
            return rule
        return None

    def schema(self) -> dict[str, Any]:
        return {"type": "string", "format": "date-time", "pattern": f"^{_MOMENT.pattern}$"}


@dataclass(frozen=True, slots=True)
class NamedRule:
    """An object that names something by exactly one of `names`."""

    names: tuple[str, ...]

    def broken(self, value: object) -> str | None:
        rule = f"must be an object with exactly one of {', '.join(self.names)}, as text"
        if not isinstance(value, dict) or len(value) != 1:
            return rule
        name, identifier = next(iter(value.items()))
        if name not in self.names or not isinstance(identifier, str) or not identifier:
            return rule
        return rule if _lone_surrogate(identifier) else None

    def schema(self) -> dict[str, Any]:
        return {
            "type": "object",
            "properties": {name: {"type": "string", "minLength": 1} for name in self.names},
            "additionalProperties": False,
            "minProperties": 1,
            "maxProperties": 1,
        }


_UNFIT: Final = r"""\s\x00-\x20\x7f-\x9f<>"`\\"""
_UNFIT_IN_URL: Final = re.compile(f"[{_UNFIT}]")
_PORT: Final = "6553[0-5]|655[0-2][0-9]|65[0-4][0-9]{2}|6[0-4][0-9]{3}|[1-5][0-9]{4}|[0-9]{1,4}"
_WEB: Final = re.compile(
    rf"[hH][tT][tT][pP][sS]?://(?:[^/?#@\[\]{_UNFIT}]*@)?({host.HOST})(?::(?:{_PORT})?)?"
    rf"(?:[/?#][^{_UNFIT}]*)?"
)
"""Its first group is the host."""
_MAIL: Final = re.compile(f"[mM][aA][iI][lL][tT][oO]:[^/?#{_UNFIT}][^{_UNFIT}]*")
_MOMENT: Final = re.compile(
    r"[0-9]{4}-[0-9]{2}-[0-9]{2}T([01][0-9]|2[0-3]):[0-5][0-9](:[0-5][0-9]([.][0-9]{1,9})?)?"
    r"(Z|[+-]([01][0-9]|2[0-3]):[0-5][0-9])"
)


def _lone_surrogate(text: str) -> bool:
    try:
        text.encode()
    except UnicodeEncodeError:
        return True
    return False


def _web(value: str) -> str | None:
    parts = _WEB.fullmatch(value)
    if parts is None:
        return (
            "must be an absolute URL with a host and port that exist: https://example.com/..., "
            "an international host as its A-label (xn--...)"
        )
    if not host.international(parts[1]):
        return "has a host that stands for no name: its A-label (xn--...) cannot be read"
    return None
