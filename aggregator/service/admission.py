"""How much is let in: permits to execute, and what each workspace may ask."""

import math
from collections import Counter
from collections.abc import Callable
from dataclasses import dataclass
from functools import partial
from types import TracebackType
from typing import Self

from aggregator.domain.deadline import Clock
from aggregator.domain.errors import QuotaExceeded


class ExecutionPermit:
    """One request's leave to execute; given back when its `with` ends."""

    def __init__(self, give_back: Callable[[], None]) -> None:
        self._give_back = give_back

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self._give_back()


def _never() -> bool:
    return False


class Admission:
    """At most `permits` requests execute at once. Nobody queues: whoever waits is late already.

    `when_busy` of them while `busy`: requests that wait for sources cost nothing, but more of those
    that compute only make each other late. Whoever asks for one of several workspaces is let in
    beyond that as long as the workspace has less than its share: a crowd in one costs no other.
    """

    def __init__(
        self, permits: int, when_busy: int | None = None, busy: Callable[[], bool] = _never
    ) -> None:
        self.permits = permits
        self.when_busy = permits if when_busy is None else when_busy
        self.workspaces = 1
        self._busy = busy
        self._out: Counter[str] = Counter()

    @property
    def half_free(self) -> bool:
        """Whether there is room for work that nobody waits for."""
        return self.executing * 2 < self._limit

    @property
    def executing(self) -> int:
        """How many are let in now."""
        return self._out.total()

    def enter(self, workspace_id: str) -> ExecutionPermit | None:
        """A permit, or None when all are out, and the workspace's share of them too."""
        share = max(1, self._limit // self.workspaces)
        if self.executing >= self._limit and self._out[workspace_id] >= share:
            return None
        self._out[workspace_id] += 1
        return ExecutionPermit(partial(self._leave, workspace_id))

    @property
    def _limit(self) -> int:
        return min(self.permits, self.when_busy) if self._busy() else self.permits

    def _leave(self, workspace_id: str) -> None:
        self._out[workspace_id] -= 1


@dataclass(frozen=True, slots=True)
class Quota:
    """Requests that a workspace may make a minute, and at once."""

    per_minute: float
    burst: float


@dataclass(slots=True)
class _Bucket:
    tokens: float
    at: float


class Quotas:
    """A token bucket for each workspace that has a quota."""

    def __init__(self, clock: Clock) -> None:
        self._clock = clock
        self._buckets: dict[str, _Bucket] = {}

    def spend(self, workspace_id: str, quota: Quota | None) -> None:
        """Count one request. Raises QuotaExceeded with the seconds until the next is allowed."""
        if quota is None:
            return
        now, rate = self._clock(), quota.per_minute / 60
        bucket = self._buckets.setdefault(workspace_id, _Bucket(quota.burst, now))
        bucket.tokens = min(quota.burst, bucket.tokens + (now - bucket.at) * rate)
        bucket.at = now
        if bucket.tokens < 1:
            after = math.ceil((1 - bucket.tokens) / rate)
            raise QuotaExceeded(
                "This workspace asks more often than it may. "
                f"Ask again in {after} second{'' if after == 1 else 's'}.",
                after=after,
            )
        bucket.tokens -= 1
