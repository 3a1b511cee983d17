"""Asks one source, and asks again where that may help, all within a deadline."""

import asyncio
import random
from collections.abc import Callable

from aggregator.domain.call import Call, CallFailure, DecodedReply, Reply
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import SourceError, SourceMalformed, SourceRateLimited, SourceTimeout
from aggregator.telemetry.trace import Batch
from aggregator.upstream import statuses
from aggregator.upstream.auth.auth import Auth, Authorization
from aggregator.upstream.call_places import CallPlaces
from aggregator.upstream.decode import TooManyParts, decode
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source_gate import SourceGate, SourceHealth

QUERY_MAX = 32_768
"""Characters of a query string. Servers take 8 to 64 thousand, and httpx sends no longer address;
an id that makes one longer is the mistake of whoever gave it, and not ours."""


class RetryingClient:
    """One a source. At most `concurrency` calls run at once; waiting counts as time.

    Every call here reads, whatever its method, so a failed one may be sent again.
    """

    def __init__(
        self,
        name: str,
        guard: SourceGate,
        auth: Auth,
        limits: UpstreamLimits,
        concurrency: int,
        clock: Clock,
        pause: Callable[[float], float] = lambda maximum: random.uniform(0, maximum),  # noqa: S311 - not a secret
    ) -> None:
        self.name = name
        self._guard = guard
        self._auth = auth
        self._limits = limits
        self._latest = limits.no_new_work_after
        self._places = CallPlaces(concurrency)
        self._clock = clock
        self._pause = pause

    @property
    def health(self) -> SourceHealth:
        return self._guard.health

    def log(self, batch: Batch) -> ExchangeTrace:
        return ExchangeTrace(self.name, batch, self._clock)

    async def send(self, call: Call, deadline: Deadline, log: ExchangeTrace) -> DecodedReply:
        """Return the answer, its JSON decoded. Raises SourceError."""
        if len(call.query) > QUERY_MAX:
            raise SourceMalformed(
                self.name,
                f"{self.name} cannot be asked {call.route}: with these ids its query string has "
                f"{len(call.query)} characters. Rule: {QUERY_MAX} at most. Fix: correct the id "
                "that is so long, or have the connector ask by POST",
                route=call.route,
            )
        retries = self._limits.retries
        outcome = await self._attempt(call, deadline, log)
        while isinstance(outcome, CallFailure):
            if not outcome.again or not retries:
                break
            retries -= 1
            await asyncio.sleep(min(self._pause(self._limits.jitter), deadline.remaining()))
            if self._late(deadline, log) or not self._guard.may_retry():
                break  # the first failure says more than "no time left" or "left alone"
            outcome = await self._attempt(call, deadline, log, retry=True)
        if isinstance(outcome, CallFailure):
            raise outcome.error
        return self._answer(call, outcome)

    def heed(self, error: SourceError) -> None:
        """Leave the source alone for as long as it asked, in a header or a body."""
        if isinstance(error, SourceRateLimited) and error.after is not None:
            self._guard.pause(error.after)

    async def close(self) -> None:
        """End what is under way. May be called again."""
        await self._auth.close()
        await self._guard.close()
        self._places.close()

    async def _attempt(
        self, call: Call, deadline: Deadline, log: ExchangeTrace, *, retry: bool = False
    ) -> Reply | CallFailure:
        """One try; for a token that met a 401 a second one with a new token."""
        renewed = waited = False
        reply: Reply | CallFailure
        while True:
            refusal = self._refusal(call, deadline, log)
            if refusal is not None:
                return CallFailure(refusal)
            try:
                authorization = self._auth.authorize(call, deadline, log)
                if not isinstance(authorization, Authorization):
                    waited = True
                    authorization = await authorization
            except SourceError as error:
                return CallFailure(error)
            if not self._places.take():
                waited = True
                if not await self._places.wait(deadline.remaining()):
                    words = f"all {self._places.count} of its calls at once were taken"
                    return CallFailure(self._timeout(call, words))
            try:
                refusal = self._refusal(call, deadline, log) if waited else None
                if refusal is not None:
                    reply = CallFailure(refusal)
                else:
                    seconds = min(self._limits.attempt, deadline.remaining())
                    sent = call.with_query(authorization.query) if authorization.query else call
                    headers = authorization.headers
                    reply = await self._guard.exchange(sent, headers, seconds, log, retry=retry)
            finally:
                self._places.give()
            if isinstance(reply, CallFailure) or reply.ok or reply.status in call.missing:
                return reply
            refused = reply.status == 401 and self._auth.refused(authorization)
            failure = statuses.failure(self.name, call.route, reply, call.too_often)
            self.heed(failure.error)
            if renewed or not refused or self._late(deadline, log):
                return failure
            renewed = True

    def _refusal(self, call: Call, deadline: Deadline, log: ExchangeTrace) -> SourceError | None:
        """Why nothing may be sent now; None when it may, if nothing is waited for."""
        if self._late(deadline, log):
            return self._timeout(call, "no time was left to ask it")
        return self._guard.refusal(call)

    def _late(self, deadline: Deadline, log: ExchangeTrace) -> bool:
        return deadline.clock() >= deadline.at or self._clock() + log.offset >= self._latest

    def _timeout(self, call: Call, why: str) -> SourceTimeout:
        words = f"{self.name} did not answer {call.route}: {why}"
        return SourceTimeout(self.name, words, route=call.route)

    def _answer(self, call: Call, reply: Reply) -> DecodedReply:
        if reply.status in call.missing or (reply.status in (204, 205) and not reply.body):
            return DecodedReply(None, reply.headers, empty=True)
        try:
            return DecodedReply(decode(reply.body), reply.headers)
        except TooManyParts as error:
            what = f"{error}: ask it for less at once"
        except ValueError:  # the decoder's own error carries the whole body: never raised from
            kind = reply.headers.get("content-type", "").partition(";")[0].strip().lower()
            page = "an HTML page" if kind == "text/html" else "a body that is not JSON"
            what = f"{page}: check the source's URL"
        raise SourceMalformed(
            self.name,
            f"{self.name} answered {call.route} with {what}",
            route=call.route,
            status=reply.status,
        )
