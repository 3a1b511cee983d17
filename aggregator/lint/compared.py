"""What other languages write as a comparison: which of a card's words was meant."""

import re

from graphql import EnumValueNode, Node, NullValueNode

from aggregator.language.durations import parse_duration
from aggregator.language.kinds import ValueKind

_NUMBER = re.compile(
    r"(?P<sign>===?|=>|=<|<=|>=|<|>|=|gte?|lte?|eq|over|under|above|below|more than|less than)?"
    r"\s*[$€£]?\s*(?P<digits>-?\d[\d,_]*(?:\.\d+)?)\s*(?P<unit>%|[kKmM]|[A-Za-z]{3})?"
)
_SIGNS = {
    "": "=",
    "==": "=",
    "===": "=",
    "eq": "=",
    "=>": ">=",
    "gte": ">=",
    "=<": "<=",
    "lte": "<=",
    "gt": ">",
    "over": ">",
    "above": ">",
    "more than": ">",
    "lt": "<",
    "under": "<",
    "below": "<",
    "less than": "<",
}
_LONGEST = 40
_TIMES = {"k": 1_000, "m": 1_000_000}
_AGE = re.compile(
    r"(?P<sign><=|>=|<|>|=>|=<|older than|older|newer than|newer|more than|less than|within|in"
    r"|in the next|next|last|in the last)?\s*"
    r"(?P<past>-)?\s*(?P<count>\d{1,6})\s*(?P<unit>[a-z]+)(?P<ago>\s+ago)?"
)
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86400, "w": 7 * 86400}
_OTHER_UNITS = {"month": 30 * 86400, "mo": 30 * 86400, "year": 365 * 86400, "y": 365 * 86400}
_NOW = {
    "< now": "past",
    "<= now": "past",
    "> now": "future",
    ">= now": "future",
    "before now": "past",
    "after now": "future",
    "overdue": "past",
    "expired": "past",
    "upcoming": "future",
    "today": "within 1d",
    "tomorrow": "within 2d",
    "this week": "within 7d",
}
_BOOLEANS = {
    **dict.fromkeys(("true", "yes", "on", "1"), "true"),
    **dict.fromkeys(("false", "no", "off", "0"), "false"),
}
_UNEQUAL = re.compile(r"\s*(?:!==?|<>|not|ne|neq)\s*(?P<value>\S.*)")
_RANGE = re.compile(r"\D*\d[\d.,_]*\s*[^\d\s]{0,9}\s*(?:\.\.+|-|\u2013|and|to|&&?|,)\D*\d.*")


def is_null(value: Node) -> bool:
    """Tell null, and what other languages call it."""
    other = isinstance(value, EnumValueNode) and value.value in {"NULL", "None", "nil", "undefined"}
    return other or isinstance(value, NullValueNode)


def match_meant(written: str, kind: ValueKind) -> str | None:
    """Give the word of a card that was meant, as it is written there; None: nobody can tell."""
    word = written.strip()
    if len(word) > _LONGEST:
        return None
    if kind == "boolean":
        return _BOOLEANS.get(word.lower())
    if kind in {"number", "money"}:
        return _number(word)
    return _moment(word.lower()) if kind == "moment" else None


def unequal_to(written: str, kind: ValueKind) -> str | None:
    """Give what `!= 0` is not, as a card writes it; None: it is no such comparison."""
    found = _UNEQUAL.fullmatch(written) if len(written) <= _LONGEST else None
    if found is None or kind == "text":
        return None
    return match_meant(found["value"], kind) or f'"{found["value"]}"'


def is_range(written: str, kind: ValueKind) -> bool:
    """Tell whether it names two bounds: `10..20`, `between 10 and 20`, `> 10 and < 20`."""
    numbers = kind in {"number", "money"} and len(written) <= _LONGEST
    return numbers and _RANGE.fullmatch(written) is not None


def _number(word: str) -> str | None:
    found = _NUMBER.fullmatch(word)
    if found is None:
        return None
    sign = found["sign"] or ""
    digits = found["digits"].replace(",", "").replace("_", "")
    unit = (found["unit"] or "").lower()
    if unit == "%":
        digits = f"{float(digits) / 100:g}"
    elif unit in _TIMES:
        digits = f"{float(digits) * _TIMES[unit]:.0f}"
    return f'"{_SIGNS.get(sign, sign)} {digits}"'


def _moment(word: str) -> str | None:
    if word in _NOW:
        return f'"{_NOW[word]}"'
    found = _AGE.fullmatch(word)
    if found is None:
        return None
    span = _span(int(found["count"]), found["unit"])
    sign = found["sign"] or ""
    if span is None:
        return None
    if sign in {"within", "in", "in the next", "next"} and not found["ago"]:
        return f'"within {span}"'
    older = sign.startswith((">", "=>", "older", "more"))
    if found["past"] and sign in {"<", ">", "<=", ">="}:
        older = not older  # "< -7d" is a moment before seven days ago
    return f'"{">" if older else "<"} {span} ago"'


def _span(count: int, unit: str) -> str | None:
    """Write a duration of a card; None for one that no card has."""
    seconds = _OTHER_UNITS.get(unit.removesuffix("s")) or _UNITS.get(unit[:1])
    if seconds is None:
        return None
    at = count * seconds
    size, sign = next((each, name) for name, each in _BY_SIZE if at % each == 0)
    written = f"{at // size}{sign}"
    try:
        parse_duration(written)
    except ValueError:
        return None
    return written


_BY_SIZE = (("d", 86400), ("h", 3600), ("m", 60), ("s", 1))
