"""Whether a source may be asked at all: a circuit breaker. No I/O; clock and chance are given.

    closed     every call goes. It opens after `failures` failed calls in a row, and when over
               `window` seconds at least `calls` ended and a share of `rate` failed or was slow.
    open       no call goes, for `open` seconds shortened at random by up to half, so that many
               processes do not all come back at once; twice as long each time, up to `open_max`.
    half-open  one call goes, the probe; others are refused at once. It closes when the probe is
               answered in time and opens again when not. A probe whose caller left before anything
               could be told leaves its place to the next call.

What a call says of its source is told by its permit. A permit from before the last change of state
says nothing: calls that hang together would else open again what a probe has just closed.
Memory is constant: counts, and `SLICES` slices of the window.
"""

import random
from dataclasses import dataclass
from typing import Literal

from aggregator.domain.deadline import Clock
from aggregator.upstream.limits import BreakerLimits, Chance

BreakerState = Literal["closed", "open", "half-open"]

SLICES = 10
"""In how many parts the window moves on."""

SHORTENED = 0.5
"""The largest share of an open time that chance takes away."""


@dataclass(frozen=True, slots=True)
class BreakerCondition:
    """What a breaker is in.

    age        seconds since it came to this state
    failures   failed calls in a row, the last ones
    calls      calls that ended in the window, while it was closed
    bad        how many of those failed or were slow
    again      seconds until the source is asked again; 0 when it is asked now
    """

    state: BreakerState
    age: float
    failures: int
    calls: int
    bad: int
    again: float


class CallPermit:
    """Leave for one call. Exactly one of its methods is called, once the call has ended."""

    __slots__ = ("_breaker", "_turn")

    def __init__(self, breaker: "Breaker", turn: int) -> None:
        self._breaker = breaker
        self._turn = turn

    def answered(self, *, slow: bool) -> None:
        """The source answered, whatever it said; `slow`: later than it should."""
        self._breaker.ended(self._turn, failed=False, slow=slow)

    def failed(self) -> None:
        """The source did not answer, or with a failure of its own."""
        self._breaker.ended(self._turn, failed=True, slow=False)

    def dropped(self) -> None:
        """The call ended before it could tell anything of the source."""
        self._breaker.dropped(self._turn)


class Breaker:
    """The breaker of one source."""

    def __init__(
        self,
        limits: BreakerLimits,
        clock: Clock,
        chance: Chance = random.random,
    ) -> None:
        self._limits = limits
        self._clock = clock
        self._chance = chance
        self._window = _Window(limits.window)
        self.turn = 0
        """Counts the changes between closed and open; a permit knows the one it was given at."""
        self._since = clock()
        self._failures = 0
        self._openings = 0  # in short succession; the open time grows with them
        self._until: float | None = None  # not None: open, then half-open
        self._probing = False

    def enter(self) -> CallPermit | None:
        """Leave for one call; None when the source is not to be asked now."""
        if self._until is not None:
            if not self.admits():
                return None
            self._probing = True
        return CallPermit(self, self.turn)

    def admits(self) -> bool:
        """Whether `enter` would give leave. Changes nothing."""
        return self._until is None or (not self._probing and self._clock() >= self._until)

    @property
    def condition(self) -> BreakerCondition:
        now = self._clock()
        calls, bad = self._window.counts(now)
        if self._until is None:
            return BreakerCondition("closed", now - self._since, self._failures, calls, bad, 0.0)
        if now < self._until:
            again = self._until - now
            return BreakerCondition("open", now - self._since, self._failures, calls, bad, again)
        return BreakerCondition("half-open", now - self._until, self._failures, calls, bad, 0.0)

    def ended(self, turn: int, *, failed: bool, slow: bool) -> None:
        """Learn from a call that was let in at `turn`; a permit's to call."""
        if turn != self.turn:
            return
        self._failures = self._failures + 1 if failed else 0
        now = self._clock()
        if self._until is not None:
            self._open(now) if failed or slow else self._close(now)
            return
        calls, bad = self._window.add(now, bad=failed or slow)
        too_many = calls >= self._limits.calls and bad >= self._limits.rate * calls
        if too_many or self._failures >= self._limits.failures:
            self._open(now)

    def dropped(self, turn: int) -> None:
        """Free the probe's place; a permit's to call."""
        if turn == self.turn:
            self._probing = False

    def _open(self, now: float) -> None:
        if self._until is None and now - self._since >= self._limits.window:
            self._openings = 0  # it was well for long: this is a new trouble
        seconds = min(self._limits.open_max, self._limits.open * 2.0**self._openings)
        self._openings = min(self._openings + 1, 16)
        self._until = now + seconds * (1 - SHORTENED * self._chance())
        self._changed(now)

    def _close(self, now: float) -> None:
        self._until = None
        self._failures = 0
        self._window = _Window(self._limits.window)
        self._changed(now)

    def _changed(self, now: float) -> None:
        self.turn += 1
        self._since = now
        self._probing = False


class _Window:
    """How many calls ended, and how many of them badly, in about the last `seconds`.

    Moves in slices: what is counted is never older than `seconds`, and at least the last
    `seconds` less one slice.
    """

    def __init__(self, seconds: float) -> None:
        self._slice = seconds / SLICES
        self._slots = [(-1, 0, 0)] * SLICES  # number of the slice, calls, bad ones
        self._whole = (0, 0)  # of all slices, for as long as the newest of them is filled

    def add(self, now: float, *, bad: bool) -> tuple[int, int]:
        number = int(now // self._slice)
        held, calls, wrong = self._slots[number % SLICES]
        self._slots[number % SLICES] = (
            (number, calls + 1, wrong + bad) if held == number else (number, 1, int(bad))
        )
        if held == number:
            calls, wrong = self._whole
            self._whole = (calls + 1, wrong + bad)
        else:
            self._whole = self.counts(now)
        return self._whole

    def counts(self, now: float) -> tuple[int, int]:
        oldest = int(now // self._slice) - SLICES
        current = [(calls, bad) for held, calls, bad in self._slots if held > oldest]
        return sum(calls for calls, _ in current), sum(bad for _, bad in current)
