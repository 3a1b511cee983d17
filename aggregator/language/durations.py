"""How long: "90s", "5m", "2h", "7d"."""

import re
from typing import Final

from aggregator.domain.plain.limits import TTL_MAX, TTL_MIN

TIMEOUT_MAX: Final = 10
"""Seconds that a card's `timeout:` may ask for."""

_DURATION = re.compile(r"(\d{1,9})([smhd])", re.ASCII)
_SECONDS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


def parse_duration(text: str) -> int:
    """Read `2m` as 120 seconds; raises ValueError, naming the form."""
    found = _DURATION.fullmatch(text)
    if found is None:
        raise ValueError(f'"{text}" is no duration: write a number and s, m, h or d, like "2m"')
    seconds = int(found[1]) * _SECONDS[found[2]]
    if seconds > TTL_MAX:
        raise ValueError(f'"{text}" is longer than a year, the longest there is')
    return seconds


def parse_ttl(text: str) -> int:
    """Read a card's `ttl:`, 15 s to a year; raises ValueError."""
    seconds = parse_duration(text)
    if seconds < TTL_MIN:
        raise ValueError(f'a ttl is at least {TTL_MIN}s, not "{text}": Plain allows no less')
    return seconds


def parse_timeout(text: str) -> float:
    """Read a card's `timeout:`, 1 to 10 s; raises ValueError."""
    seconds = parse_duration(text)
    if not 1 <= seconds <= TIMEOUT_MAX:
        raise ValueError(f'a timeout is 1s to {TIMEOUT_MAX}s, not "{text}"')
    return float(seconds)
