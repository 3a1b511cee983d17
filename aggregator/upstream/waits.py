"""How long a source asks to be left alone, by its headers.

| header | says |
|---|---|
| Retry-After | seconds, fractions too, or an HTTP date |
| Retry-After-Ms, X-Ms-Retry-After-Ms | milliseconds |
| RateLimit-Reset, X-RateLimit-Reset and their like | seconds, or the moment as epoch time |
| RateLimit | `"default";r=0;t=30`, or `limit=100, remaining=0, reset=30` |

The last two stand on answers that are no refusal too: they mean something only where a limit was
met. Waits are whole seconds, rounded up.
"""

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime

MILLISECONDS = ("retry-after-ms", "x-ms-retry-after-ms")
RESETS = ("ratelimit-reset", "x-ratelimit-reset-after", "x-ratelimit-reset", "x-rate-limit-reset")
REMAINING = ("ratelimit-remaining", "x-ratelimit-remaining", "x-rate-limit-remaining")
COMBINED = "ratelimit"

_NUMBER = re.compile(r"[0-9]{1,13}(?:\.[0-9]{1,12})?", re.ASCII)
_PART = re.compile(r"(?:^|[;,\s])(r|remaining|t|reset)=([0-9]{1,13})(?=$|[;,\s])", re.ASCII)
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


def limit_reset(headers: Mapping[str, str], now: datetime | None = None) -> float | None:
    """Seconds until the limit that was met is lifted; None when the answer does not say."""
    told = [_number(headers.get(name, "")) for name in RESETS]
    limits = sorted(_limits(headers), key=lambda limit: limit.get("remaining") != 0)
    told += [limit.get("reset") for limit in limits]
    at = next((each for each in told if each is not None), None)
    if at is None or at < _EPOCH:
        return None if at is None else float(math.ceil(at))
    return _until(at / 1000 if at >= _EPOCH_MS else at, now)


def limit_met(headers: Mapping[str, str]) -> bool:
    """Whether the answer says that nothing is left of what may be asked."""
    told = [_number(headers.get(name, "")) for name in REMAINING]
    return 0 in told or any(limit.get("remaining") == 0 for limit in _limits(headers))


def _number(text: str) -> float | None:
    text = text.strip()
    return float(text) if _NUMBER.fullmatch(text) else None


def _limits(headers: Mapping[str, str]) -> list[dict[str, float]]:
    """Give each limit of RateLimit, by `remaining` and `reset`; several are parted by commas."""
    value = headers.get(COMBINED, "")
    pieces = value.split(",") if ";" in value else [value]
    names = {"r": "remaining", "t": "reset"}
    return [
        {names.get(name, name): float(number) for name, number in _PART.findall(piece)}
        for piece in pieces
    ]


def _until(at: float, now: datetime | None) -> float:
    present = (now or datetime.now(UTC)).timestamp()
    return float(math.ceil(max(0.0, at - present)))
