"""The token of a source: how often its endpoint is asked, counted there."""

import asyncio
from collections.abc import Callable, Mapping

import orjson
import pytest

from aggregator.domain.authentication import OAuth2ClientAuth
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.source import SourceClient
from tests.support.raw_server import (
    Conversation,
    RawServer,
    Script,
    reply,
    say_and_hang_up,
)
from tests.support.sources import PATIENT, PEOPLE, FakeClock, ask, batch, connector, source

OAUTH = OAuth2ClientAuth("/oauth/token")
CLIENT = {"client_id": "us", "client_secret": "s3cret"}


class TokenServer:
    """A token endpoint and a route that wants its tokens, with a switch for each fault."""

    def __init__(self, life: int | str | None = 100) -> None:
        self.life = life
        self.given = 0
        self.refuse: set[str] = set()
        self.refuse_all = False
        self.fault: Script | None = None
        self.gate = asyncio.Event()
        self.gate.set()
        self.asked = asyncio.Event()
        self.used: list[str] = []
        self.form = b""

    async def __call__(self, conversation: Conversation) -> None:
        if conversation.path == "/oauth/token":
            self.given += 1
            number = self.given
            self.form = conversation.request
            self.asked.set()
            await self.gate.wait()
            if self.fault is not None:
                await self.fault(conversation)
                return
            body = {"access_token": f"t{number}", "token_type": "bearer", "expires_in": self.life}
            await reply(orjson.dumps(body))(conversation)
            return
        token = conversation.request.split(b"Bearer ")[1].split(b"\r\n")[0].decode()
        self.used.append(token)
        status = 401 if self.refuse_all or token in self.refuse else 200
        await reply(b'{"data": [{"id": "a"}]}', status)(conversation)


def client(
    server: RawServer,
    clock: Callable[[], float],
    limits: UpstreamLimits = PATIENT,
    credentials: Mapping[str, str] = CLIENT,
) -> SourceClient:
    made = connector(PEOPLE, authentication=OAUTH, concurrency=50)
    return source(server.url, made, limits=limits, credentials=credentials, clock=clock)


async def test_the_token_request_is_rfc_6749s() -> None:
    tokens = TokenServer()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock(), credentials={"client_id": "a:b", "client_secret": "ü "})
        await ask(asked)
        head, body = tokens.form.split(b"\r\n\r\n")
        assert body == b"grant_type=client_credentials"
        assert b"POST /oauth/token HTTP/1.1" in head
        assert b"Content-Type: application/x-www-form-urlencoded" in head
        assert b"Authorization: Basic YSUzQWI6JUMzJUJDKw==" in head  # a%3Ab:%C3%BC+
        await asked.close()


async def test_fifty_calls_on_an_expired_token_ask_for_one() -> None:
    tokens = TokenServer()
    clock = FakeClock()
    async with RawServer(tokens) as server:
        asked = client(server, clock)
        await ask(asked)
        clock.now += 101
        tokens.gate.clear()
        tokens.asked.clear()
        calls = [asyncio.ensure_future(ask(asked)) for _ in range(50)]
        await tokens.asked.wait()
        tokens.gate.set()
        await asyncio.gather(*calls)
        assert tokens.given == 2
        assert tokens.used == ["t1"] + ["t2"] * 50
        await asked.close()


async def test_a_cancelled_waiter_takes_the_token_from_nobody() -> None:
    tokens = TokenServer()
    tokens.gate.clear()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        first, second = (asyncio.ensure_future(ask(asked)) for _ in range(2))
        await tokens.asked.wait()
        first.cancel()
        with pytest.raises(asyncio.CancelledError):
            await first
        tokens.gate.set()
        assert await second == {"a": [{"id": "a"}]}
        assert tokens.given == 1
        await asked.close()


async def test_a_token_whose_every_waiter_left_is_still_fetched_and_used() -> None:
    tokens = TokenServer()
    tokens.gate.clear()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        only = asyncio.ensure_future(ask(asked))
        await tokens.asked.wait()
        only.cancel()
        with pytest.raises(asyncio.CancelledError):
            await only
        tokens.gate.set()
        await ask(asked)
        assert tokens.given == 1
        await asked.close()


async def test_waiting_for_a_token_ends_with_the_deadline() -> None:
    tokens = TokenServer()
    tokens.gate.clear()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        with pytest.raises(SourceTimeout, match="did not give a token in time"):
            await ask(asked, seconds=0.05)
        assert tokens.used == []
        await asked.close()


async def test_a_token_near_its_end_is_renewed_while_it_is_still_used() -> None:
    tokens = TokenServer(life=100)
    clock = FakeClock()
    async with RawServer(tokens) as server:
        asked = client(server, clock)
        await ask(asked)
        clock.now += 74
        await ask(asked)
        assert tokens.given == 1
        clock.now += 2  # less than a quarter of its life is left
        tokens.gate.clear()
        tokens.asked.clear()
        await ask(asked)  # not held up
        assert tokens.used == ["t1"] * 3
        await tokens.asked.wait()
        tokens.gate.set()
        clock.now += 30  # t1 is over
        await ask(asked)
        assert (tokens.used[-1], tokens.given) == ("t2", 2)
        await asked.close()


async def test_a_renewal_ahead_of_time_that_fails_is_not_repeated_at_every_call() -> None:
    tokens = TokenServer(life=100)
    clock = FakeClock()
    async with RawServer(tokens) as server:
        asked = client(server, clock)
        await ask(asked)
        clock.now += 80
        tokens.fault = reply(b"", 400)
        for _ in range(20):
            await ask(asked)
        assert tokens.given <= 2
        assert set(tokens.used) == {"t1"}
        await asked.close()


@pytest.mark.parametrize(
    ("fault", "kind", "calls"),
    [
        (reply(b'{"error": "invalid_client"}', 400), SourceRefused, 1),
        (reply(b'{"error": "invalid_client"}', 401), SourceRefused, 1),
        (reply(b"", 403), SourceRefused, 1),
        (reply(b"", 404), SourceMalformed, 1),
        (reply(b"", 302), SourceMalformed, 1),
        (reply(b"", 429, {"Retry-After": "9"}), SourceRateLimited, 1),
        (reply(b"", 500), SourceUnavailable, 1),
        (say_and_hang_up(), SourceUnavailable, 2),
        (reply(b"<html>"), SourceMalformed, 1),
        (reply(b"[]"), SourceMalformed, 1),
        (reply(b'{"access_token": ""}'), SourceMalformed, 1),
        (reply(b'{"access_token": "a\\nb"}'), SourceMalformed, 1),
        (reply(b'{"access_token": "t", "token_type": "mac"}'), SourceMalformed, 1),
    ],
)
async def test_a_token_endpoint_fails_by_category_and_is_then_left_alone(
    fault: Script, kind: type[SourceError], calls: int
) -> None:
    tokens = TokenServer()
    tokens.fault = fault
    clock = FakeClock()
    async with RawServer(tokens) as server:
        asked = client(server, clock)
        for _ in range(3):
            with pytest.raises(kind) as caught:
                await ask(asked)
            assert "POST /oauth/token" in str(caught.value)
            assert "s3cret" not in str(caught.value)
        assert (tokens.given, tokens.used) == (calls, [])
        tokens.fault = None
        clock.now += 9.5
        await ask(asked)
        await asked.close()


async def test_the_pause_after_failures_doubles_to_a_limit() -> None:
    tokens = TokenServer()
    tokens.fault = reply(b"", 400)
    clock = FakeClock()
    pauses = []
    async with RawServer(tokens) as server:
        asked = client(server, clock, UpstreamLimits(backoff=1.0, backoff_max=5.0))
        for _ in range(5):
            given, began = tokens.given, clock.now
            while tokens.given == given:
                clock.now += 0.25
                with pytest.raises(SourceRefused):
                    await asked.records(PEOPLE, ["a"], 1, Deadline.after(9, clock), batch())
            pauses.append(clock.now - began)
        await asked.close()
    assert pauses == [0.25, 1.0, 2.0, 4.0, 5.0]


async def test_a_401_is_answered_with_one_new_token() -> None:
    tokens = TokenServer()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        await ask(asked)
        tokens.refuse = {"t1"}
        assert await ask(asked) == {"a": [{"id": "a"}]}
        assert (tokens.given, tokens.used) == (2, ["t1", "t1", "t2"])
        await asked.close()


async def test_many_401s_of_one_token_are_answered_with_one_new_token() -> None:
    tokens = TokenServer()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        await ask(asked)
        tokens.refuse = {"t1"}
        await asyncio.gather(*(ask(asked) for _ in range(30)))
        assert tokens.given == 2
        await asked.close()


async def test_a_source_that_refuses_new_tokens_too_is_refused_and_not_asked_for_more() -> None:
    tokens = TokenServer()
    tokens.refuse_all = True
    clock = FakeClock()
    async with RawServer(tokens) as server:
        asked = client(server, clock)
        for _ in range(10):
            with pytest.raises(SourceRefused, match="GET /people with 401"):
                await ask(asked)
        assert tokens.given == 2
        tokens.refuse_all = False
        await ask(asked)
        await asked.close()


@pytest.mark.parametrize("life", [None, "100", -5, "soon", True, 10**12])
async def test_a_life_that_is_untold_or_odd_still_gives_a_token(life: int | str | None) -> None:
    tokens = TokenServer(life)
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        await ask(asked)
        await ask(asked)
        assert tokens.given == 1
        await asked.close()


async def test_the_token_call_is_an_exchange_of_the_batch_that_needed_it() -> None:
    async with RawServer(TokenServer()) as server:
        asked = client(server, FakeClock())
        into = batch()
        await ask(asked, into=into)
        assert [(e.route, e.status) for e in into.exchanges] == [
            ("POST /oauth/token", 200),
            ("GET /people", 200),
        ]
        await asked.close()


async def test_closing_ends_a_renewal_under_way() -> None:
    tokens = TokenServer()
    tokens.gate.clear()
    async with RawServer(tokens) as server:
        asked = client(server, FakeClock())
        call = asyncio.ensure_future(ask(asked))
        await tokens.asked.wait()
        await asked.close()
        with pytest.raises(SourceUnavailable):
            await call
