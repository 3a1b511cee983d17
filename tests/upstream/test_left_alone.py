"""Whole sources that are left alone: how often they are asked, counted where it arrives."""

import asyncio
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from aggregator.domain.authentication import OAuth2ClientAuth
from aggregator.domain.errors import (
    SourceError,
    SourceRateLimited,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.lookup import LookupRequest
from aggregator.telemetry.trace import Batch
from aggregator.upstream.breaker import BreakerState
from aggregator.upstream.limits import BreakerLimits, RetryLimits, UpstreamLimits
from aggregator.upstream.source import SourceClient
from aggregator.upstream.styles.graphql_in import GraphQLIn
from tests.support.sources import PATIENT, PEOPLE, FakeClock, ask, batch, connector, source

FINE = httpx.Response(200, json={"data": []})


class Asked:
    """A whole source before a server that answers by its path; it counts what arrives."""

    def __init__(
        self,
        answer: Callable[[httpx.Request], httpx.Response],
        limits: UpstreamLimits = PATIENT,
        **options: Any,
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
            credentials=credentials if isinstance(made.authentication, OAuth2ClientAuth) else None,
            clock=self.clock,
            transport=httpx.MockTransport(self._handle),
        )

    def _handle(self, request: httpx.Request) -> httpx.Response:
        self.paths.append(request.url.path)
        return self.answer(request)

    def state(self) -> BreakerState:
        return self.client.health.breaker.state

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
    assert asked.state() == "open"
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
    left = []
    for seconds in (0, 60, 29.5):
        asked.clock.now += seconds
        error = await asked.fails()
        assert isinstance(error, SourceRateLimited)
        left.append(error.after)
    assert left == [90, 30, 0.5]
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
        request=LookupRequest("POST", "/graphql", document="query($ids: [ID!]!) { people }"),
        batch=GraphQLIn("ids", 50),
    )
    body = {"data": None, "errors": [{"message": "x", "extensions": extensions}]}
    asked = Asked(lambda _: httpx.Response(200, json=body), lookups=(lookup,))
    for _ in range(3):
        assert isinstance(await asked.fails(), SourceRateLimited)
    assert len(asked.paths) == 1
    assert asked.client.health.paused == 20
    await asked.client.close()


OAUTH = OAuth2ClientAuth("/token")
TOKEN = {"access_token": "t1", "token_type": "bearer", "expires_in": 100}


async def test_no_token_is_asked_for_a_call_that_would_be_refused() -> None:
    def answer(request: httpx.Request) -> httpx.Response:
        if request.url.path == "/token":
            return httpx.Response(200, json=TOKEN)
        return httpx.Response(500)

    asked = Asked(answer, authentication=OAUTH)
    while asked.state() == "closed":
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
    while asked.state() == "closed":
        await asked.fails()
        asked.clock.now += 40  # beyond the endpoint's own pause
    ill = False
    asked.clock.now += 40
    await ask(asked.client)
    assert asked.state() == "closed"
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
