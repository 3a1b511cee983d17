"""How often a source may be asked again: retries are a share of its calls.

So they cannot double the load on a source that is failing anyway.
"""

from aggregator.domain.deadline import Clock
from aggregator.upstream.limits import RetryLimits


class RetryBudget:
    """A bucket of retries, full at first. No I/O; constant memory.

    Over any stretch of time at most `most` + `share` of the calls + `per_second` a second.
    """

    def __init__(self, limits: RetryLimits, clock: Clock) -> None:
        self._limits = limits
        self._clock = clock
        self._left = float(limits.most)
        self._seen = clock()

    def called(self) -> None:
        """Count a call that is no retry."""
        if self._left < self._limits.most:  # else it is full, as mostly, and stays so
            self._left = min(self._limits.most, self._filled() + self._limits.share)

    def take(self) -> bool:
        """Take one retry, if there is one."""
        self._left = self._filled()
        if self._left < 1:
            return False
        self._left -= 1
        return True

    def _filled(self) -> float:
        now = self._clock()
        passed, self._seen = now - self._seen, now
        return min(self._limits.most, self._left + passed * self._limits.per_second)
