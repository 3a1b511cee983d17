"""What is let through to a source, and what is learned from each call; counted where it arrives."""

import asyncio
from dataclasses import dataclass, field, replace

import httpx
import pytest
from structlog.testing import capture_logs

from aggregator.domain.call import Call, CallFailure, Reply
from aggregator.domain.errors import SourceError, SourceRateLimited, SourceUnavailable
from aggregator.upstream.exchange_trace import ExchangeTrace
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.limits import BreakerLimits, RetryLimits, UpstreamLimits
from aggregator.upstream.sender import HttpxSender
from aggregator.upstream.source_gate import SourceGate
from tests.support.sources import FakeClock, batch

LIMITS = UpstreamLimits(breaker=BreakerLimits(failures=5, slow=1.6, open=2.0), pause_max=300.0)
CALL = Call("GET", "/people")
FINE = httpx.Response(200, json={"data": []})


@dataclass
class Guarded:
    """A guard before a wire that answers `says` and takes `takes` seconds of a fake clock."""

    says: httpx.Response | Exception = FINE
    takes: float = 0.0
    limits: UpstreamLimits = LIMITS
    clock: FakeClock = field(default_factory=FakeClock)
    sent: int = 0
    begun: asyncio.Event = field(default_factory=asyncio.Event)
    gate: asyncio.Event | None = None

    def __post_init__(self) -> None:
        sender = HttpxSender(httpx.MockTransport(self._handle))
        wire = HttpExchange("crm", "http://crm.example", 100, sender)
        self.guard = SourceGate("crm", wire, self.limits, self.clock, lambda: 0.0)
        self.batch = batch()

    async def _handle(self, request: httpx.Request) -> httpx.Response:
        self.sent += 1
        self.clock.now += self.takes
        self.begun.set()
        if self.gate is not None:
            await self.gate.wait()
        if isinstance(self.says, Exception):
            raise self.says
        return httpx.Response(self.says.status_code, content=self.says.content)

    async def exchange(self, given: float = 1.8, *, retry: bool = False) -> Reply | CallFailure:
        log = ExchangeTrace("crm", self.batch, self.clock)
        return await self.guard.exchange(CALL, {}, given, log, retry=retry)

    async def refused(self) -> SourceError:
        sent, exchanges = self.sent, len(self.batch.exchanges)
        outcome = await self.exchange()
        assert isinstance(outcome, CallFailure)
        assert not outcome.again
        assert (self.sent, len(self.batch.exchanges)) == (sent, exchanges)
        return outcome.error

    def learned(self) -> str:
        seen = self.guard.health.breaker
        return LEARNED[seen.failures, seen.calls, seen.bad]


LEARNED = {(1, 1, 1): "failed", (0, 1, 1): "slow", (0, 1, 0): "answered", (0, 0, 0): "nothing"}


@pytest.mark.parametrize(
    ("says", "takes", "given", "learned"),
    [
        (FINE, 0.1, 1.8, "answered"),
        (FINE, 1.6, 1.8, "slow"),
        (FINE, 1.5, 1.8, "answered"),
        (httpx.Response(200, content=b"<html>"), 0.1, 1.8, "answered"),
        (httpx.Response(200, content=b"x" * 101), 0.1, 1.8, "answered"),
        (httpx.Response(200, content=b"x" * 101), 1.7, 1.8, "slow"),
        (httpx.Response(302), 0.1, 1.8, "answered"),
        (httpx.Response(401), 0.1, 1.8, "answered"),
        (httpx.Response(404), 0.1, 1.8, "answered"),
        (httpx.Response(429), 0.1, 1.8, "answered"),
        (httpx.Response(408), 0.1, 1.8, "failed"),
        (httpx.Response(500), 0.1, 1.8, "failed"),
        (httpx.Response(503), 0.1, 1.8, "failed"),
        (httpx.ConnectError("refused"), 0.1, 1.8, "failed"),
        (httpx.ReadError("reset"), 0.1, 1.8, "failed"),
        (httpx.RemoteProtocolError("garbage"), 0.1, 1.8, "failed"),
        (httpx.ReadTimeout("slow"), 1.8, 1.8, "failed"),
        (httpx.ConnectTimeout("slow"), 1.6, 1.6, "failed"),
        (httpx.ReadTimeout("given too little"), 1.5, 1.5, "nothing"),
        (httpx.ReadTimeout("given too little, ended late"), 1.7, 1.5, "nothing"),
        (httpx.LocalProtocolError("no request"), 0.1, 1.8, "nothing"),
    ],
)
async def test_what_a_call_says_of_its_source(
    says: httpx.Response | Exception, takes: float, given: float, learned: str
) -> None:
    guarded = Guarded(says, takes)
    await guarded.exchange(given)
    assert guarded.learned() == learned
    await guarded.guard.close()


@pytest.mark.parametrize(("takes", "learned"), [(1.5, "nothing"), (1.6, "failed")])
async def test_a_cancelled_call_counts_only_when_it_was_slow(takes: float, learned: str) -> None:
    guarded = Guarded(takes=takes, gate=asyncio.Event())
    await cancelled(guarded)
    assert guarded.learned() == learned
    await guarded.guard.close()


async def cancelled(guarded: Guarded) -> None:
    guarded.begun.clear()
    call = asyncio.ensure_future(guarded.exchange())
    await guarded.begun.wait()
    call.cancel()
    with pytest.raises(asyncio.CancelledError):
        await call


@pytest.mark.parametrize(("attempt", "soft"), [(0.5, 4.0), (1.8, 0.5)])
async def test_a_hanging_call_is_seen_to_hang_however_short_an_attempt_or_a_request_is(
    attempt: float, soft: float
) -> None:
    limits = replace(LIMITS, attempt=attempt, soft=soft)
    guarded = Guarded(takes=0.48, gate=asyncio.Event(), limits=limits)
    await cancelled(guarded)
    assert guarded.learned() == "failed"
    await guarded.guard.close()


async def test_a_source_that_keeps_failing_is_left_alone_and_each_call_told_so_at_once() -> None:
    guarded = Guarded(httpx.Response(500))
    for _ in range(5):
        await guarded.exchange()
    assert guarded.sent == 5
    guarded.clock.now += 0.5
    error = await guarded.refused()
    assert isinstance(error, SourceUnavailable)
    assert error.message == (
        "crm was not asked GET /people: too many of its calls failed or were slow; "
        "it is asked again in 2 s"
    )
    assert error.facts["after"] == 1.5
    told = guarded.guard.refusal(CALL)
    assert told is not None
    assert told.message == error.message
    await guarded.guard.close()


async def test_it_is_asked_again_by_one_call_and_then_by_all() -> None:
    guarded = Guarded(httpx.Response(500))
    for _ in range(5):
        await guarded.exchange()
    guarded.clock.now += 2
    guarded.says, guarded.gate = FINE, asyncio.Event()
    guarded.begun.clear()
    probe = asyncio.ensure_future(guarded.exchange())
    await guarded.begun.wait()
    assert "it is being tried" in (await guarded.refused()).message
    guarded.gate.set()
    assert isinstance(await probe, Reply)
    assert guarded.guard.refusal(CALL) is None
    assert guarded.guard.health.breaker.state == "closed"
    await guarded.guard.close()


async def test_a_probe_that_is_cancelled_early_leaves_its_place_to_the_next_call() -> None:
    guarded = Guarded(httpx.Response(500))
    for _ in range(5):
        await guarded.exchange()
    guarded.clock.now += 2
    guarded.says, guarded.gate = FINE, asyncio.Event()
    await cancelled(guarded)
    guarded.gate.set()
    assert isinstance(await guarded.exchange(), Reply)
    await guarded.guard.close()


async def test_a_pause_is_kept_and_the_longest_one_counts() -> None:
    guarded = Guarded()
    guarded.guard.pause(10)
    guarded.guard.pause(3)
    guarded.clock.now += 3.5
    error = await guarded.refused()
    assert isinstance(error, SourceRateLimited)
    assert error.after == 6.5
    assert error.message == "crm was not asked GET /people: it said to wait 7 s longer"
    assert guarded.guard.health.paused == 6.5
    guarded.clock.now += 6.5
    assert isinstance(await guarded.exchange(), Reply)
    assert guarded.guard.health.paused == 0
    await guarded.guard.close()


async def test_a_pause_is_never_longer_than_the_limit() -> None:
    guarded = Guarded()
    guarded.guard.pause(1e300)
    assert guarded.guard.health.paused == 300
    await guarded.guard.close()


async def test_nothing_is_retried_while_nothing_may_be_sent_and_no_retry_is_spent_on_it() -> None:
    limits = replace(LIMITS, budget=RetryLimits(share=0, per_second=0, most=1))
    guarded = Guarded(httpx.Response(500), limits=limits)
    guarded.guard.pause(1)
    assert not guarded.guard.may_retry()
    guarded.clock.now += 1
    for _ in range(5):
        await guarded.exchange(retry=True)
    assert not guarded.guard.may_retry()
    guarded.clock.now += 2
    assert guarded.guard.may_retry()
    assert not guarded.guard.may_retry(), "it was the only one"
    await guarded.guard.close()


async def test_the_log_tells_when_a_source_is_left_alone_and_when_it_is_asked_again() -> None:
    guarded = Guarded(httpx.Response(500))
    with capture_logs() as lines:
        for _ in range(5):
            await guarded.exchange()
        await guarded.refused()
        guarded.clock.now += 2
        await guarded.exchange()
        guarded.says = FINE
        guarded.clock.now += 4
        await guarded.exchange()
        await guarded.exchange()
    assert lines == [
        {"event": "source_left_alone", "log_level": "warning", "source": "crm", "seconds": 2.0},
        {"event": "source_left_alone", "log_level": "warning", "source": "crm", "seconds": 4.0},
        {"event": "source_asked_again", "log_level": "info", "source": "crm"},
    ]
    await guarded.guard.close()
