"""OAuth 2.0 client credentials (RFC 6749, 4.4): one token, shared by all calls of a source.

- Single flight: however many calls find the token expired, one asks for the next. It is a task of
  its own, so that a caller who gives up takes nothing from the others.
- Ahead of time: near its end a token is renewed in the background while it is still used.
- After a failure the endpoint is left alone for a while, longer each time; callers meanwhile get
  the same failure (or use the old token while it lasts).
- A 401 forces one renewal, not one a call: see `refused`.
"""

import asyncio
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote_plus

from aggregator.domain.call import Call, Reply
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream import statuses
from aggregator.upstream.auth import Headers, basic, sendable
from aggregator.upstream.decode import decode
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source_gate import SourceGate

UNTOLD_LIFE = 300.0
"""Seconds a token is used for when the endpoint does not say (`expires_in` is optional)."""

LONGEST_WAIT = 300.0
"""Seconds: a Retry-After beyond this is not believed."""


@dataclass(frozen=True, slots=True)
class OAuthToken:
    """`headers` to send it with; moments on the clock's scale."""

    headers: Headers = field(repr=False)
    renew_at: float
    expires_at: float


class ClientCredentials:
    """The token of one source, kept fresh. Belongs to one event loop."""

    def __init__(
        self,
        source: str,
        token_path: str,
        credentials: Mapping[str, str],
        guard: SourceGate,
        limits: UpstreamLimits,
        clock: Clock,
    ) -> None:
        self._source = source
        self._guard = guard
        self._limits = limits
        self._clock = clock
        # RFC 6749, 2.3.1: both parts form-encoded before they are joined.
        self._client = {
            "Authorization": basic(
                quote_plus(credentials["client_id"]), quote_plus(credentials["client_secret"])
            )
        }
        self._call = Call(
            "POST",
            token_path,
            body=b"grant_type=client_credentials",
            content_type="application/x-www-form-urlencoded",
        )
        self._token: OAuthToken | None = None
        self._renewal: asyncio.Task[OAuthToken | SourceError] | None = None
        self._failures = 0
        self._failure: SourceError | None = None
        self._quiet_until = 0.0
        self._forced_until = 0.0

    async def headers(self, deadline: Deadline, log: ExchangeTrace) -> Headers:
        now = self._clock()
        token = self._token
        if token is not None and now < token.expires_at:
            if now >= token.renew_at and now >= self._quiet_until:
                self._renew(log)
            return token.headers
        if self._renewal is None and self._failure is not None and now < self._quiet_until:
            raise self._failure.with_traceback(None)
        renewal = self._renew(log)
        await asyncio.wait([renewal], timeout=deadline.remaining())  # leaves it running
        outcome = self._outcome(renewal)
        if isinstance(outcome, SourceError):
            raise outcome.with_traceback(None)
        return outcome.headers

    def refused(self, headers: Headers) -> bool:
        """Forget the token that met a 401, unless a forced renewal is only just past.

        Many calls may bring the same refused token: the first drops it. A source that refuses
        fresh tokens too is not asked for another at every call.
        """
        if self._token is None or self._token.headers is not headers:
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

    def _renew(self, log: ExchangeTrace) -> "asyncio.Task[OAuthToken | SourceError]":
        """Return the renewal under way, or begin one."""
        if self._renewal is None:
            self._renewal = asyncio.create_task(self._fetch(log))
            self._renewal.add_done_callback(self._finished)
        return self._renewal

    def _outcome(
        self, renewal: "asyncio.Task[OAuthToken | SourceError]"
    ) -> OAuthToken | SourceError:
        route = self._call.route
        if not renewal.done():
            words = f"{self._source} did not give a token in time ({route})"
            return SourceTimeout(self._source, words, route=route)
        if renewal.cancelled():
            words = f"{self._source} is being disconnected: ask again"
            return SourceUnavailable(self._source, words, route=route)
        return renewal.result()

    def _finished(self, renewal: "asyncio.Task[OAuthToken | SourceError]") -> None:
        self._renewal = None
        if renewal.cancelled():
            return
        outcome = renewal.result()
        if isinstance(outcome, OAuthToken):
            self._token, self._failure, self._failures = outcome, None, 0
            return
        pause = min(self._limits.backoff_max, self._limits.backoff * 2.0**self._failures)
        if isinstance(outcome, SourceRateLimited) and outcome.after is not None:
            pause = max(pause, min(outcome.after, LONGEST_WAIT))
        self._failure = outcome
        self._failures = min(self._failures + 1, 16)
        self._quiet_until = self._clock() + pause

    async def _fetch(self, log: ExchangeTrace) -> OAuthToken | SourceError:
        """Never raises, so that a failure nobody waits for any more is no unheard exception."""
        retries, retry = self._limits.retries, False
        while True:
            outcome = await self._guard.exchange(
                self._call, self._client, self._limits.attempt, log, retry=retry
            )
            if isinstance(outcome, Reply):
                return self._read(outcome)
            if not outcome.again or not retries or not self._guard.may_retry():
                return outcome.error
            retries, retry = retries - 1, True

    def _read(self, reply: Reply) -> OAuthToken | SourceError:
        if reply.status == 400:
            # RFC 6749, 5.2: invalid_client, invalid_scope and the like all come as 400.
            return SourceRefused(
                self._source,
                f"{self._source} refused to give a token ({self._call.route}, 400): "
                "check client_id and client_secret",
                route=self._call.route,
                status=reply.status,
            )
        if not reply.ok:
            return statuses.failure(self._source, self._call.route, reply).error
        try:
            body = decode(reply.body)
        except ValueError:
            body = None
        token = self._token_from(body)
        return token or SourceMalformed(
            self._source,
            f"{self._source} answered {self._call.route} with no bearer token: "
            "check the connector's token path",
            route=self._call.route,
        )

    def _token_from(self, body: Any) -> OAuthToken | None:
        if not isinstance(body, dict):
            return None
        value = body.get("access_token")
        if not isinstance(value, str) or not value or not sendable(value):
            return None
        if str(body.get("token_type", "bearer")).lower() != "bearer":
            return None
        life = _seconds(body.get("expires_in"))
        now = self._clock()
        ahead = min(self._limits.refresh_ahead, life / 4)
        return OAuthToken({"Authorization": f"Bearer {value}"}, now + life - ahead, now + life)


def _seconds(value: object) -> float:
    """`expires_in`: a number by the RFC, a numeric text with some."""
    try:
        life = float(value) if isinstance(value, int | float | str) else UNTOLD_LIFE
    except ValueError:
        return UNTOLD_LIFE
    return life if 0 < life < 10**9 else UNTOLD_LIFE
