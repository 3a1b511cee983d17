"""A token that is asked for with the credential, and shared by all calls of a source.

- Single flight: however many calls find the token expired, one asks for the next. It is a task of
  its own, so that a caller who gives up takes nothing from the others.
- Ahead of time: near its end a token is renewed in the background while it is still used.
- After a failure the endpoint is left alone for a while, longer each time; callers meanwhile get
  the same failure (or use the old token while it lasts).
- A 401 forces one renewal, not one a call: see `refused`.
"""

import asyncio
from collections.abc import Awaitable
from dataclasses import dataclass, field
from typing import Protocol

from aggregator.domain.call import Call, Reply
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream.auth.auth import Authorization
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source_gate import SourceGate

LONGEST_WAIT = 300.0
"""Seconds: a Retry-After beyond this is not believed."""


@dataclass(frozen=True, slots=True)
class GivenToken:
    """What an endpoint gave: how calls carry it, and for how many seconds it holds."""

    authorization: Authorization
    life: float


class TokenEndpoint(Protocol):
    """Where a token comes from."""

    @property
    def call(self) -> Call: ...

    @property
    def headers(self) -> "dict[str, str]":
        """What the call for a token carries."""
        ...

    def read(self, reply: Reply) -> GivenToken | SourceError: ...


@dataclass(frozen=True, slots=True)
class _Kept:
    """A token; moments on the clock's scale."""

    authorization: Authorization = field(repr=False)
    renew_at: float
    expires_at: float


class TokenBank:
    """The token of one source, kept fresh. Belongs to one event loop.

    `own_gate`: the gate is the endpoint's alone, on another host than the source, and closed here.
    """

    def __init__(
        self,
        source: str,
        endpoint: TokenEndpoint,
        gate: SourceGate,
        limits: UpstreamLimits,
        clock: Clock,
        *,
        own_gate: bool,
    ) -> None:
        self._source = source
        self._endpoint = endpoint
        self._gate = gate
        self._own_gate = own_gate
        self._limits = limits
        self._clock = clock
        self._token: _Kept | None = None
        self._renewal: asyncio.Task[GivenToken | SourceError] | None = None
        self._failures = 0
        self._failure: SourceError | None = None
        self._quiet_until = 0.0
        self._forced_until = 0.0

    def authorize(
        self,
        call: Call,  # noqa: ARG002 - the protocol's
        deadline: Deadline,
        log: ExchangeTrace,
    ) -> Authorization | Awaitable[Authorization]:
        now = self._clock()
        token = self._token
        if token is not None and now < token.expires_at:
            if now >= token.renew_at and now >= self._quiet_until:
                self._renew(log)
            return token.authorization
        if self._renewal is None and self._failure is not None and now < self._quiet_until:
            raise self._failure.with_traceback(None)
        return self._renewed(self._renew(log), deadline)

    async def _renewed(
        self, renewal: "asyncio.Task[GivenToken | SourceError]", deadline: Deadline
    ) -> Authorization:
        await asyncio.wait([renewal], timeout=deadline.remaining())  # leaves it running
        outcome = self._outcome(renewal)
        if isinstance(outcome, SourceError):
            raise outcome.with_traceback(None)
        return outcome.authorization

    def refused(self, authorization: Authorization) -> bool:
        """Forget the token that met a 401, unless a forced renewal is only just past.

        Many calls may bring the same refused token: the first drops it. A source that refuses
        fresh tokens too is not asked for another at every call.
        """
        if self._token is None or self._token.authorization is not authorization:
            return True  # another call saw to it: the next token is new
        if self._clock() < self._forced_until:
            return False
        self._forced_until = self._clock() + self._limits.backoff
        self._token = None
        return True

    async def close(self) -> None:
        if self._renewal is not None:
            self._renewal.cancel()
            await asyncio.gather(self._renewal, return_exceptions=True)
        if self._own_gate:
            await self._gate.close()

    def _renew(self, log: ExchangeTrace) -> "asyncio.Task[GivenToken | SourceError]":
        """Return the renewal under way, or begin one."""
        if self._renewal is None:
            self._renewal = asyncio.create_task(self._fetch(log))
            self._renewal.add_done_callback(self._finished)
        return self._renewal

    def _outcome(
        self, renewal: "asyncio.Task[GivenToken | SourceError]"
    ) -> GivenToken | SourceError:
        route = self._endpoint.call.route
        if not renewal.done():
            words = f"{self._source} did not give a token in time ({route})"
            return SourceTimeout(self._source, words, route=route)
        if renewal.cancelled():
            words = f"{self._source} is being disconnected: ask again"
            return SourceUnavailable(self._source, words, route=route)
        return renewal.result()

    def _finished(self, renewal: "asyncio.Task[GivenToken | SourceError]") -> None:
        self._renewal = None
        if renewal.cancelled():
            return
        outcome = renewal.result()
        if isinstance(outcome, GivenToken):
            self._failure, self._failures = None, 0
            self._token = self._kept(outcome)
            return
        pause = min(self._limits.backoff_max, self._limits.backoff * 2.0**self._failures)
        if isinstance(outcome, SourceRateLimited) and outcome.after is not None:
            pause = max(pause, min(outcome.after, LONGEST_WAIT))
        self._failure = outcome
        self._failures = min(self._failures + 1, 16)
        self._quiet_until = self._clock() + pause

    def _kept(self, given: GivenToken) -> _Kept:
        now, ahead = self._clock(), min(self._limits.refresh_ahead, given.life / 4)
        return _Kept(given.authorization, now + given.life - ahead, now + given.life)

    async def _fetch(self, log: ExchangeTrace) -> GivenToken | SourceError:
        """Never raises, so that a failure nobody waits for any more is no unheard exception."""
        retries, retry = self._limits.retries, False
        while True:
            outcome = await self._gate.exchange(
                self._endpoint.call, self._endpoint.headers, self._limits.attempt, log, retry=retry
            )
            if isinstance(outcome, Reply):
                return self._endpoint.read(outcome)
            if not outcome.again or not retries or not self._gate.may_retry():
                return outcome.error
            retries, retry = retries - 1, True
