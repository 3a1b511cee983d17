"""What is let through to a source, and what is learned from each call; counted where it arrives."""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass, field, replace

import httpx
import pytest
from structlog.testing import capture_logs

from aggregator.domain.errors import (
    SourceError,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.lookup import Authentication, GraphQLIn, Request
from aggregator.telemetry.trace import Batch
from aggregator.upstream import BreakerLimits, RetryLimits, SourceClient, UpstreamLimits
from aggregator.upstream.call import Call, Failure, Log, Reply
from aggregator.upstream.guard import Guard
from aggregator.upstream.wire import Wire
from tests.support.sources import PATIENT, PEOPLE, FakeClock, ask, batch, connector, source

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
        wire = Wire("crm", "http://crm.example", 100, httpx.MockTransport(self._handle))
        self.guard = Guard("crm", wire, self.limits, self.clock, lambda: 0.0)
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

    async def exchange(self, given: float = 1.8, *, retry: bool = False) -> Reply | Failure:
        log = Log("crm", self.batch, self.clock)
        return await self.guard.exchange(CALL, {}, given, log, retry=retry)

    async def refused(self) -> SourceError:
        sent, exchanges = self.sent, len(self.batch.exchanges)
        outcome = await self.exchange()
        assert isinstance(outcome, Failure)
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


async def test_slow_is_never_more_than_an_attempt() -> None:
    limits = replace(LIMITS, attempt=0.5)
    guarded = Guarded(httpx.ReadTimeout("slow"), 0.5, limits)
    await guarded.exchange(0.5)
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
    told = guarded.guard.refusal("GET /people")
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
    assert guarded.guard.refusal("GET /people") is None
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


class Asked:
    """A whole source before a server that answers by its path; it counts what arrives."""

    def __init__(
        self,
        answer: Callable[[httpx.Request], httpx.Response],
        limits: UpstreamLimits = PATIENT,
        **options: object,
    ) -> None:
        self.answer = answer
        self.paths: list[str] = []
        self.clock = FakeClock()
        made = connector(**options)
        credentials = {"client_id": "us", "client_secret": "x"}
        self.client: SourceClient = source(
            "http://crm.example",
            made,
            limits=limits,
            credentials=credentials if made.authentication.token_path else None,
            clock=self.clock,
            transport=httpx.MockTransport(self._handle),
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        return self.answer(request)

    async def fails(self, into: Batch | None = None) -> SourceError:
        with pytest.raises(SourceError) as caught:
            await ask(self.client, into=into)
        return caught.value


async def test_a_source_that_fails_for_ever_is_asked_five_times_however_often_it_is_wanted() -> (
    None
):
    asked = Asked(lambda _: httpx.Response(500))
    errors = [await asked.fails() for _ in range(100)]
    assert len(asked.paths) == 5  # two calls and their retries, and one that opened the breaker
    assert all(isinstance(error, SourceUnavailable) for error in errors)
    assert asked.client.health.breaker.state == "open"
    into = batch()
    await asked.fails(into)
    assert into.exchanges == []
    await asked.client.close()


async def test_retries_are_a_share_of_the_calls() -> None:
    never = BreakerLimits(failures=10**9, calls=10**9)
    budget = RetryLimits(share=0.125, per_second=0.0, most=4.0)
    asked = Asked(lambda _: httpx.Response(500), replace(PATIENT, breaker=never, budget=budget))
    for _ in range(80):
        await asked.fails()
    assert (
        len(asked.paths) == 80 + 4 + 9
    )  # saved up, and an eighth of the calls but for the first, when it was full
    await asked.client.close()


async def test_after_a_429_nothing_is_sent_for_as_long_as_it_said() -> None:
    answers = iter([httpx.Response(429, headers={"Retry-After": "90"})])
    asked = Asked(lambda _: next(answers, FINE))
    for seconds in (0, 60, 29.5):
        asked.clock.now += seconds
        error = await asked.fails()
        assert isinstance(error, SourceRateLimited)
    assert error.after == 0.5
    assert len(asked.paths) == 1
    asked.clock.now += 0.5
    await ask(asked.client)
    assert len(asked.paths) == 2
    await asked.client.close()


async def test_a_429_that_does_not_say_how_long_pauses_nothing() -> None:
    asked = Asked(lambda _: httpx.Response(429))
    for _ in range(3):
        assert isinstance(await asked.fails(), SourceRateLimited)
    assert len(asked.paths) == 3
    await asked.client.close()


async def test_a_graphql_error_that_asks_to_wait_is_obeyed_like_a_429() -> None:
    extensions = {"code": "THROTTLED", "retryAfter": 20}
    lookup = replace(
        PEOPLE,
        request=Request("POST", "/graphql", document="query($ids: [ID!]!) { people }"),
        batch=GraphQLIn("ids", 50),
    )
    body = {"data": None, "errors": [{"message": "x", "extensions": extensions}]}
    asked = Asked(lambda _: httpx.Response(200, json=body), lookups=(lookup,))
    for _ in range(3):
        assert isinstance(await asked.fails(), SourceRateLimited)
    assert len(asked.paths) == 1
    assert asked.client.health.paused == 20
    await asked.client.close()


OAUTH = Authentication("oauth2_client_credentials", token_path="/token")
TOKEN = {"access_token": "t1", "token_type": "bearer", "expires_in": 100}


async def test_no_token_is_asked_for_a_call_that_would_be_refused() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json=TOKEN)
        return httpx.Response(500)

    asked = Asked(answer, authentication=OAUTH)
    while asked.client.health.breaker.state == "closed":
        await asked.fails()
    asked.paths.clear()
    asked.clock.now += 0.5
    for _ in range(10):
        await asked.fails()
    assert asked.paths == []
    await asked.client.close()


async def test_a_token_endpoint_that_asks_to_wait_does_not_pause_calls_that_have_a_token() -> None:
    tokens = iter([httpx.Response(200, json=TOKEN)])
    limited = httpx.Response(429, headers={"Retry-After": "60"})
    asked = Asked(
        lambda request: next(tokens, limited) if request.url.path == "/token" else FINE,
        authentication=OAUTH,
    )
    await ask(asked.client)
    asked.clock.now += 80  # time to renew it
    for _ in range(5):
        await ask(asked.client)
        await asyncio.sleep(0)
    assert asked.paths.count("/token") == 2
    assert asked.paths.count("/people") == 6
    await asked.client.close()


async def test_a_token_call_may_be_the_probe() -> None:
    ill = True

    def answer(request: httpx.Request) -> httpx.Response:
        if ill:
            raise httpx.ConnectError("refused")
        return httpx.Response(200, json=TOKEN) if request.url.path == "/token" else FINE

    asked = Asked(answer, authentication=OAUTH)
    while asked.client.health.breaker.state == "closed":
        await asked.fails()
        asked.clock.now += 40  # beyond the endpoint's own pause
    ill = False
    asked.clock.now += 40
    await ask(asked.client)
    assert asked.client.health.breaker.state == "closed"
    assert asked.paths[-2:] == ["/token", "/people"]
    await asked.client.close()


async def test_a_call_that_waited_for_a_place_is_refused_when_the_source_was_given_up() -> None:
    gate, begun = asyncio.Event(), asyncio.Event()
    sent = 0

    async def hang(request: httpx.Request) -> httpx.Response:
        nonlocal sent
        sent += 1
        begun.set()
        await gate.wait()
        raise httpx.ReadTimeout("slow")

    limits = replace(PATIENT, breaker=BreakerLimits(failures=1), retries=0)
    asked = source(
        "http://crm.example",
        connector(concurrency=1),
        limits=limits,
        transport=httpx.MockTransport(hang),
    )
    calls = [asyncio.ensure_future(ask(asked, key)) for key in ("a", "b", "c")]
    await begun.wait()
    gate.set()
    outcomes = await asyncio.gather(*calls, return_exceptions=True)
    assert [type(outcome) for outcome in outcomes] == [
        SourceTimeout,
        SourceUnavailable,
        SourceUnavailable,
    ]
    assert sent == 1
    await asked.close()
