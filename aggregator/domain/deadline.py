"""A deadline is a moment; a timeout is a duration."""

import time
from collections.abc import Callable
from dataclasses import dataclass

Clock = Callable[[], float]
"""Seconds on a monotonic scale, like `time.monotonic` and `loop.time`."""


@dataclass(frozen=True, slots=True)
class Deadline:
    """The moment (on `clock`'s scale) after which an answer is of no use."""

    at: float
    clock: Clock = time.monotonic

    @classmethod
    def after(cls, seconds: float, clock: Clock = time.monotonic) -> "Deadline":
        return cls(clock() + seconds, clock)

    def remaining(self) -> float:
        """Seconds left, never below zero."""
        return max(0.0, self.at - self.clock())

    def passed(self) -> bool:
        return self.clock() >= self.at
