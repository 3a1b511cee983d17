"""How long a source may take and how often it is asked."""

from collections.abc import Callable
from dataclasses import dataclass, field

Chance = Callable[[], float]
"""A number from 0 to 1 at random, like `random.random`."""

SEEN = 0.9
"""The share of an attempt, or of a request, within which a call must show that it is slow."""


@dataclass(frozen=True, slots=True)
class BreakerLimits:
    """When a source is left alone; breaker.py says how. Durations in seconds.

    failures  failed calls in a row that open it
    rate      share of failed or slow calls in the window that opens it, from 0 to 1
    calls     calls that the window must hold before `rate` means anything
    window    how far back calls count
    slow      a call that takes as long is slow, or failed when it has not ended; one that was given
              less time and did not end says nothing of the source. UpstreamLimits.slow is obeyed
    open      the first time it stays open; it doubles
    open_max  the longest it stays open
    """

    failures: int = 5
    rate: float = 0.5
    calls: int = 20
    window: float = 30.0
    slow: float = 1.6
    open: float = 2.0
    open_max: float = 30.0


@dataclass(frozen=True, slots=True)
class RetryLimits:
    """How many calls may be retries; budget.py.

    share       of the calls that are none
    per_second  beside that, so that a source which is rarely asked is asked again too
    most        saved up
    """

    share: float = 0.1
    per_second: float = 0.5
    most: float = 10.0


@dataclass(frozen=True, slots=True)
class UpstreamLimits:
    """Durations in seconds.

    attempt            one HTTP call, from connecting to the last byte of its body
    soft               what most cards wait for an answer, all tries together
    no_new_work_after  since the request (its trace) began: later than this nothing is sent
    retries            further tries after a failure that may be gone at once
    jitter             a retry waits at most this long, by chance
    backoff            after a failed token call, the first pause; it doubles
    backoff_max        the longest such pause
    refresh_ahead      a token is renewed this long before it expires, or a quarter of its life
    pause_max          a Retry-After is obeyed up to this long
    share_window       a lookup waits so long for those of other requests (shared.py); 0: for none
    """

    attempt: float = 1.8
    soft: float = 4.0
    no_new_work_after: float = 8.0
    retries: int = 1
    jitter: float = 0.05
    backoff: float = 1.0
    backoff_max: float = 30.0
    refresh_ahead: float = 900.0
    pause_max: float = 300.0
    share_window: float = 0.0
    breaker: BreakerLimits = field(default_factory=BreakerLimits)
    budget: RetryLimits = field(default_factory=RetryLimits)

    @property
    def slow(self) -> float:
        """Seconds after which a call is slow: before it times out or its request goes.

        Else a source that hangs might never be seen to.
        """
        return min(self.breaker.slow, SEEN * self.attempt, SEEN * self.soft)
