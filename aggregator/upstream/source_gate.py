"""What every call to a source passes, calls for tokens too: breaker, pause and retry budget.

One a source, for as long as its client lives: all requests share what is learned here.

| what came of a call | the breaker learns |
|---|---|
| a time-out, no connection, a broken answer, 5xx, 408 | failed |
| a time-out when less than `slow` was given; cancelled before `slow` | nothing |
| cancelled after `slow` | failed |
| any other answer: 2xx, 3xx, 4xx, a body too long | answered; slow after `slow` |

What an answer says is read above this: whatever it is, the source did answer. Whoever reads there
that the source wants to be left alone (429, or a GraphQL error that means the same) pauses it.
"""

import math
import random
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Protocol

from aggregator.domain.call import Call, CallFailure, Reply
from aggregator.domain.deadline import Clock
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.telemetry.logger import get_logger
from aggregator.upstream.breaker import Breaker, BreakerCondition, CallPermit
from aggregator.upstream.budget import RetryBudget
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.limits import Chance, UpstreamLimits

logger = get_logger(__name__)

NEVER = -math.inf
"""The moment until which a source is left alone that has never asked for it."""


class CallWire(Protocol):
    """What a call is sent over: HTTP (http_exchange.py), or a database (sql/exchange.py)."""

    async def exchange(
        self, call: Call, headers: Mapping[str, str], seconds: float, log: ExchangeTrace, /
    ) -> Reply | CallFailure:
        """Send `call` once and read its answer, all within `seconds`; a failure is a value."""

    async def close(self) -> None: ...


@dataclass(frozen=True, slots=True)
class SourceHealth:
    """How a source fares.

    paused   seconds for which it asked to be left alone, else 0
    dropped  records that came and were nobody's who had been asked for, since it was connected
    """

    breaker: BreakerCondition
    paused: float
    dropped: int = 0


class SourceGate:
    """Sends what may be sent to the source `name`. Refuses the rest at once, as a failure."""

    def __init__(
        self,
        name: str,
        wire: CallWire,
        limits: UpstreamLimits,
        clock: Clock,
        chance: Chance = random.random,
    ) -> None:
        self._name = name
        self._wire = wire
        self._clock = clock
        self._pause_max = limits.pause_max
        self._slow = limits.slow
        self._breaker = Breaker(limits.breaker, clock, chance)
        self._budget = RetryBudget(limits.budget, clock)
        self._paused_until = NEVER

    @property
    def health(self) -> SourceHealth:
        return SourceHealth(self._breaker.condition, self._paused())

    def refusal(self, call: Call) -> SourceError | None:
        """Why nothing may be sent now; None when it may."""
        paused = self._paused()
        return self._refused(call.route, paused) if paused or not self._breaker.admits() else None

    def pause(self, seconds: float) -> None:
        """Send nothing for `seconds`, as the source asked, or until an earlier pause is over."""
        until = self._clock() + min(seconds, self._pause_max)
        self._paused_until = max(self._paused_until, until)

    def may_retry(self) -> bool:
        """Take one retry from the budget, if there is one and something may be sent."""
        return not self._paused() and self._breaker.admits() and self._budget.take()

    async def exchange(
        self,
        call: Call,
        headers: Mapping[str, str],
        seconds: float,
        log: ExchangeTrace,
        *,
        retry: bool,
    ) -> Reply | CallFailure:
        """Do as `CallWire.exchange`, if `refusal` is None. `retry`: `may_retry` allowed it."""
        paused = self._paused()
        permit = None if paused else self._breaker.enter()
        if permit is None:
            return CallFailure(self._refused(call.route, paused))
        if not retry:
            self._budget.called()
        began = self._clock()
        outcome: Reply | CallFailure | None = None
        try:
            outcome = await self._wire.exchange(call, headers, seconds, log)
        finally:
            turn = self._breaker.turn
            self._learn(permit, outcome, seconds, self._clock() - began)
            if self._breaker.turn != turn:
                self._tell()
        return outcome

    async def close(self) -> None:
        await self._wire.close()

    def _refused(self, route: str, paused: float) -> SourceError:
        told = f"{self._name} was not asked {route}: "
        if paused:
            words = f"it said to wait {math.ceil(paused)} s longer"
            return SourceRateLimited(self._name, told + words, paused, route=route)
        again = self._breaker.condition.again
        words = "too many of its calls failed or were slow; "
        words += f"it is asked again in {math.ceil(again)} s" if again else "it is being tried"
        return SourceUnavailable(self._name, told + words, route=route, after=again)

    def _learn(
        self, permit: CallPermit, outcome: Reply | CallFailure | None, given: float, took: float
    ) -> None:
        slow = took >= self._slow
        if isinstance(outcome, Reply):
            if outcome.status >= 500 or outcome.status == 408:
                permit.failed()
            else:
                permit.answered(slow=slow)
            return
        if outcome is None:  # cancelled
            permit.failed() if slow else permit.dropped()
            return
        error = outcome.error
        if isinstance(error, SourceRefused):  # by us: no request could be made of it
            permit.dropped()
        elif isinstance(error, SourceMalformed):
            permit.answered(slow=slow)
        elif isinstance(error, SourceTimeout) and given < self._slow:
            permit.dropped()
        else:
            permit.failed()

    def _tell(self) -> None:
        now = self._breaker.condition
        if now.state == "closed":
            logger.info("source_asked_again", source=self._name)
        else:
            logger.warning("source_left_alone", source=self._name, seconds=round(now.again, 1))

    def _paused(self) -> float:
        if self._paused_until == NEVER:  # as mostly
            return 0.0
        return max(0.0, self._paused_until - self._clock())
