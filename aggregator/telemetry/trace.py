"""One trace model: request -> card -> batch (a loader's) -> exchange (an HTTP or SQL call).

A `Trace` is written while its request runs and read afterwards: by the log line, by GraphQL's
`extensions.trace` and by the console. Its id is the reference id on an error card.
All moments are seconds since the trace began.
"""

import secrets
import time
from collections.abc import Callable
from dataclasses import dataclass, field

_LETTERS = b"23456789ABCDEFGHJKLMNPQRSTUVWXYZ" * 8
"""A letter for each byte, all equally often."""


def new_id() -> str:
    """A short id that is easily read aloud: ten of 32 characters, no 0/O or 1/I."""
    return secrets.token_bytes(10).translate(_LETTERS).decode("ascii")


@dataclass(slots=True)
class Exchange:
    """One call over the wire. `route` is method and path template, never keys or values."""

    source: str
    route: str
    started: float
    ended: float | None = None
    status: int | None = None
    error: str | None = None


@dataclass(slots=True)
class Batch:
    """One call of a loader's fetch: which keys' worth was asked, by whom, and what came of it.

    received  records that came
    foreign   of them, records of keys that were not asked: dropped
    unproven  of them, records that show no key: nobody's for certain
    """

    loader: str
    size: int
    callers: tuple[str, ...]
    queued: float
    sent: float
    ended: float | None = None
    found: int = 0
    missing: int = 0
    failed: int = 0
    received: int = 0
    foreign: int = 0
    unproven: int = 0
    exchanges: list[Exchange] = field(default_factory=list)


@dataclass(slots=True)
class Trace:
    """All batches of one request. `clock` gives seconds on a monotonic scale."""

    id: str = field(default_factory=new_id)
    clock: Callable[[], float] = time.monotonic
    began: float = 0.0
    batches: list[Batch] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.began = self.clock()

    def now(self) -> float:
        return self.clock() - self.began

    def exchanges(self) -> list[Exchange]:
        return [exchange for batch in self.batches for exchange in batch.exchanges]
