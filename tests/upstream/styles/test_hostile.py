"""A system that means ill, in each batch style: an error or what is its own, and never a crash."""

import json
import random
from collections.abc import Callable
from dataclasses import replace
from typing import Any

import httpx
import pytest

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Found
from aggregator.telemetry.trace import Batch
from tests.support.any_source import mutated
from tests.support.fake_systems import SYSTEMS, FakeSystem
from tests.support.sources import connector, source
from tests.support.still_loop import loop_time

OVER_HTTP = {name: make for name, make in SYSTEMS.items() if not make().is_database}
MOST = 100_000
"""Bytes that an answer may have here."""

every_system = pytest.mark.parametrize("make", OVER_HTTP.values(), ids=OVER_HTTP)

BOMBS: dict[str, bytes] = {
    "deep lists": b"[" * 40_000 + b"]" * 40_000,
    "deep objects": b'{"data":' * 9_000 + b"1" + b"}" * 9_000,
    "a number of 90,000 digits": b'{"data":[{"id":%b}]}' % (b"9" * 90_000),
    "numbers over all bounds": b'{"data":[%b]}' % b",".join([b"1e400"] * 15_000),
    "no numbers": b'{"data":[NaN,Infinity,-Infinity]}',
    "one name again and again": b"{%b}" % b",".join([b'"data":[{"id":"x"}]'] * 4_000),
    "names that programs trip over": b'{"__proto__":{"id":"ada"},"constructor":{"prototype":1},'
    b'"__class__":"x","data":[{"__proto__":{"id":"ada"},"__dict__":{"id":"ada"}}]}',
    "halves of letters": b'{"data":["%b"]}' % (rb"\ud800" * 15_000),
    "no UTF-8": b'{"data":["%b"]}' % (b"\xff" * 90_000),
    "nothing but spaces": b" " * 90_000,
    "zeros": b"\0" * 90_000,
    "keys without end": b'{"data":[{"id":[%b]}]}' % b",".join([b'"x"'] * 20_000),
    "records without end": b'{"data":[%b]}' % b",".join([b'{"id":"x"}'] * 8_000),
    "too long": b'{"data":[]}' + b" " * MOST,
}

Answer = Callable[[httpx.Request], httpx.Response]


async def asked(system: FakeSystem, answer: Answer) -> dict[str, Found]:
    """Ask for three keys: what came for each. Raises nothing but what is no error of ours."""
    made = replace(connector(system.lookup), max_bytes=MOST)
    client = source("http://crm.example", made, transport=httpx.MockTransport(answer))
    keys = ["ada", "bob", "nobody"]
    batch = Batch("crm.people", len(keys), (), 0.0, 0.0)
    try:
        deadline = Deadline.after(60, loop_time)
        return {**await client.records(system.lookup, keys, 1, deadline, batch)}
    except AggregatorError as error:
        return dict.fromkeys(keys, error)
    finally:
        await client.close()


def hold(found: dict[str, Found], *, proven: bool) -> None:
    """Hold that nobody has a record of another, where records say whose they are."""
    for key, given in found.items():
        if isinstance(given, AggregatorError):
            assert len(given.message) < 1_000
        elif proven:
            assert all(each is None or each["id"] == key for each in given)


@every_system
@pytest.mark.parametrize("bomb", BOMBS)
async def test_a_bomb_is_an_error_of_its_own_keys_and_no_more(make: Any, bomb: str) -> None:
    system = make()
    found = await asked(system, lambda _: httpx.Response(200, content=BOMBS[bomb]))
    hold(found, proven=system.lookup.match is not None)


ODD_HEADERS = (
    {"location": "http://evil.example/"},
    {"content-type": "text/html"},
    {"link": '<http://evil.example/>; rel="next"'},
    {"retry-after": "1e9"},
    {"content-length": "1"},
)
ODD_STATUSES = (200, 200, 200, 204, 206, 207, 301, 302, 307, 404, 418, 500)


@every_system
async def test_whatever_is_put_into_an_answer_nobody_is_shown_anothers(make: Any) -> None:
    chance = random.Random(9)  # noqa: S311 -- the same each time
    sent: set[str] = set()
    for _ in range(40):
        system = make()
        share = chance.choice((0.02, 0.1, 0.4))

        def answer(
            request: httpx.Request, system: FakeSystem = system, share: float = share
        ) -> httpx.Response:
            sent.add(str(request.url.host))
            body = mutated(system.handle(request).content or b"{}", chance, share)
            status, headers = chance.choice(ODD_STATUSES), chance.choice(ODD_HEADERS)
            return httpx.Response(status, content=body, headers=headers)

        hold(await asked(system, answer), proven=system.lookup.match is not None)
    assert sent == {"crm.example"}


@every_system
async def test_a_record_of_another_beside_ones_own_is_never_given(make: Any) -> None:
    """Every text `ada` of an answer becomes `eve`, and what is of ada is hers no more."""
    system: FakeSystem = make()
    if system.lookup.match is None:
        system.lookup = replace(system.lookup, match="id")

    def answer(request: httpx.Request) -> httpx.Response:
        reply = system.handle(request)
        if reply.status_code != 200:
            return reply
        body = json.loads(reply.content.replace(b'"ada"', b'"eve"'))
        return httpx.Response(200, json=body)

    found = await asked(system, answer)
    assert isinstance(found["ada"], AggregatorError)
    assert "eve" not in str(found.get("bob"))
