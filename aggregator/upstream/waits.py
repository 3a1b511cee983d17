"""How long a source asks to be left alone, by its headers.

| header | says |
|---|---|
| Retry-After | seconds, fractions too, or an HTTP date |
| Retry-After-Ms, X-Ms-Retry-After-Ms | milliseconds |
| RateLimit-Reset, X-RateLimit-Reset and their like | seconds, or the moment as epoch time |
| X-HubSpot-RateLimit-Interval-Milliseconds and other makers' own | the same, behind their names |
| RateLimit | `"default";r=0;t=30`, or `limit=100, remaining=0, reset=30` |

The last three stand on answers that are no refusal too: for a wait they mean something only where a
limit was met, and a list reads there how much is left for others (`to_spare_half`). Waits are whole
seconds, rounded up.
"""

import math
import re
from collections.abc import Collection, Iterator, Mapping, Sequence
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MILLISECONDS = ("retry-after-ms", "x-ms-retry-after-ms")
RESETS = ("ratelimit-reset", "x-ratelimit-reset-after", "x-ratelimit-reset", "x-rate-limit-reset")
REMAINING = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
LIMITS = ("ratelimit-limit", "x-ratelimit-limit", "x-rate-limit-limit", "x-rate-limit")
COMBINED = "ratelimit"
POLICY = "ratelimit-policy"

_MAKERS = re.compile(
    r"(?!x-rate)(?:x-)?[a-z0-9]+-rate-?limit(?P<window>-daily|-secondly)?"
    "(?:-(?P<word>remaining|reset|reset-after|limit|max|interval-milliseconds))?"
)
"""A header of a maker's own: `X-HubSpot-RateLimit-Remaining`, `X-Sib-RateLimit-Reset`."""

_NUMBER = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,12})?", re.ASCII)
_PART = re.compile(r"(?:^|[;,\s])(r|remaining|t|reset|q|limit)=([0-9]{1,13})(?=$|[;,\s])", re.ASCII)
_EPOCH = 10**9
_EPOCH_MS = 10**12
"""From these numbers on a reset is a moment, not a duration (31 years)."""


def retry_after(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds for which the answer asks to be left alone; None when it does not say."""
    for name in MILLISECONDS:
        milliseconds = _number(headers.get(name, ""))
        if milliseconds is not None:
            return float(math.ceil(milliseconds / 1000))
    value = headers.get("retry-after", "").strip()
    seconds = _number(value)
    if seconds is not None:
        return float(math.ceil(seconds)) if seconds < _EPOCH else None
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):  # a year or an offset that no calendar has
        return None
    moment = moment if moment.tzinfo is not None else moment.replace(tzinfo=UTC)
    return _until(moment.timestamp(), now)


def limit_reset(
    headers: Mapping[str, str], now: datetime | None = None, *, own: str | None = None
) -> float | None:
    """Seconds until the limit that was met is lifted; None when the answer does not say.

    `own`: a header of the system's own that says it.
    """
    told = [_number(headers.get(name, "")) for name in _with(own, RESETS)]
    told += [limit.get("reset") for limit in _makers(headers)]
    limits = sorted(_limits(headers), key=lambda limit: limit.get("remaining") != 0)
    told += [limit.get("reset") for limit in limits]
    at = next((each for each in told if each is not None), None)
    if at is None or at < _EPOCH:
        return None if at is None else float(math.ceil(at))
    return _until_epoch(at, now)


def limit_met(headers: Mapping[str, str], *, own: str | None = None) -> bool:
    """Whether the answer says that nothing is left of what may be asked. `own`: in its own word."""
    told = [_number(headers.get(name, "")) for name in _with(own, REMAINING)]
    told += [limit.get("remaining") for limit in _makers(headers)]
    return 0 in told or any(limit.get("remaining") == 0 for limit in _limits(headers))


def to_spare_half(headers: Mapping[str, str], now: datetime | None = None) -> float:
    """Seconds after which half of each limit that the answer tells is there again; mostly 0.

    Whoever waits so long never takes the last half of what a source allows.
    """
    waits = [0.0]
    for most, left, reset in _told_limits(headers):
        if most is not None and left is not None and reset is not None and left * 2 <= most:
            waits.append(float(math.ceil(reset)) if reset < _EPOCH else _until_epoch(reset, now))
    return max(waits)


def _told_limits(
    headers: Mapping[str, str],
) -> Iterator[tuple[float | None, float | None, float | None]]:
    """Give each limit: how much it allows, how much of it is left, when it is there again."""
    most, left, reset = (_first(headers, names) for names in (LIMITS, REMAINING, RESETS))
    yield most, left, reset
    for limit in _makers(headers):
        yield limit.get("limit"), limit.get("remaining"), limit.get("reset")
    policies = {_name(piece): _limit(piece) for piece in _pieces(headers, POLICY)}
    for piece in _pieces(headers, COMBINED):
        limit = _limit(piece)
        most = limit.get("limit", policies.get(_name(piece), {}).get("limit"))
        yield most, limit.get("remaining"), limit.get("reset")


def _with(own: str | None, usual: Sequence[str]) -> Sequence[str]:
    return usual if own is None else (own.lower(), *usual)


def _makers(headers: Mapping[str, str]) -> Collection[Mapping[str, float]]:
    """Give each limit that headers of a maker's own tell: of a day, of a moment."""
    found: dict[str | None, dict[str, float]] = {}
    for name in headers:
        named = _MAKERS.fullmatch(name.lower())
        number = _number(headers[name]) if named else None
        if named is None or number is None:
            continue
        limit = found.setdefault(named["window"], {})
        match named["word"]:
            case "remaining":
                limit["remaining"] = number
            case "reset" | "reset-after":
                limit["reset"] = number
            case "interval-milliseconds":
                limit["reset"] = number / 1000
            case _:  # `X-HubSpot-RateLimit-Max`, and `-Daily` alone
                limit["limit"] = number
    return found.values()


def _first(headers: Mapping[str, str], names: Sequence[str]) -> float | None:
    """Give the number of the first header there is; what stands behind a comma says more of it."""
    told = (_number(re.split("[,;]", headers.get(name, ""), maxsplit=1)[0]) for name in names)
    return next((each for each in told if each is not None), None)


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _limits(headers: Mapping[str, str]) -> list[dict[str, float]]:
    """Give each limit of RateLimit."""
    return [_limit(piece) for piece in _pieces(headers, COMBINED)]


def _pieces(headers: Mapping[str, str], name: str) -> list[str]:
    """Cut a header into its limits; several are parted by commas."""
    value = headers.get(name, "")
    return value.split(",") if ";" in value else [value]


def _name(piece: str) -> str:
    return piece.partition(";")[0].strip()


def _limit(piece: str) -> dict[str, float]:
    """Read one: `limit`, `remaining` and `reset`, as far as it has them."""
    names = {"r": "remaining", "t": "reset", "q": "limit"}
    return {names.get(name, name): float(number) for name, number in _PART.findall(piece)}


def _until_epoch(at: float, now: datetime | None) -> float:
    return _until(at / 1000 if at >= _EPOCH_MS else at, now)


def _until(at: float, now: datetime | None) -> float:
    present = (now or datetime.now(UTC)).timestamp()
    return float(math.ceil(max(0.0, at - present)))
