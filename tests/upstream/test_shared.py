"""Lookups of several requests asked together: what is shared, and what never is."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any
from urllib.parse import parse_qs, urlsplit

import httpx
import pytest

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.upstream.source import SourceClient
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.sources import PATIENT, PEOPLE, ask, batch, connector, source
from tests.support.still_loop import loop_time

WINDOW = 0.01
SHARING = replace(PATIENT, share_window=WINDOW, retries=0)


class System(httpx.AsyncBaseTransport):
    """Answers each id with a record of it, when `gate` is open; keeps what it was asked."""

    def __init__(self) -> None:
        self.asked: list[list[str]] = []
        self.keys: list[str] = []
        self.gate = asyncio.Event()
        self.gate.set()
        self.called = asyncio.Event()
        self.answer: Callable[[list[str]], httpx.Response] = answered

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        ids = parse_qs(urlsplit(str(request.url)).query)["id"]
        self.asked.append(ids)
        self.keys.append(request.headers["X-Api-Key"])
        self.called.set()
        await self.gate.wait()
        return self.answer(ids)


def answered(ids: list[str]) -> httpx.Response:
    return httpx.Response(200, json={"data": [{"id": each, "name": each} for each in ids]})


def unavailable(_: list[str]) -> httpx.Response:
    return httpx.Response(503)


@pytest.fixture
def system() -> System:
    return System()


def sharing(system: System, **options: Any) -> SourceClient:
    return source(
        "http://crm.example", options.pop("made", None), transport=system,
        limits=options.pop("limits", SHARING), **options,
    )  # fmt: skip


def names(found: Mapping[str, Any]) -> dict[str, str]:
    return {key: records[0]["name"] for key, records in found.items()}


async def test_what_requests_ask_within_the_window_goes_in_one_call(system: System) -> None:
    asked = sharing(system)
    first, second, third = await asyncio.gather(ask(asked, "a"), ask(asked, "b", "a"), ask(asked))
    assert system.asked == [["a", "b"]]
    assert names(first) == names(third) == {"a": "a"}
    assert names(second) == {"a": "a", "b": "b"}
    await asked.close()


async def test_without_a_window_each_request_asks_for_itself(system: System) -> None:
    asked = sharing(system, limits=PATIENT)
    await asyncio.gather(ask(asked, "a"), ask(asked, "a"))
    assert system.asked == [["a"], ["a"]]
    await asked.close()


async def test_who_asks_for_what_is_under_way_joins_it_and_nothing_is_kept(system: System) -> None:
    asked = sharing(system)
    system.gate.clear()
    first = asyncio.create_task(ask(asked, "a"))
    await system.called.wait()
    second = asyncio.create_task(ask(asked, "a"))
    await asyncio.sleep(5 * WINDOW)
    system.gate.set()
    assert names(await first) == names(await second) == {"a": "a"}
    assert system.asked == [["a"]]
    await ask(asked, "a")
    assert system.asked == [["a"], ["a"]]
    await asked.close()


async def test_other_arguments_or_another_lookup_make_another_call(system: System) -> None:
    lists = replace(PEOPLE, name="lists", many=True)
    asked = sharing(system, made=connector(lists, replace(PEOPLE, name="others")))
    other = asked.connector.lookups[1]
    await asyncio.gather(
        ask(asked, "a", per_key=1),
        ask(asked, "a", per_key=2),
        asked.records(other, ["a"], 1, Deadline.after(30.0, loop_time), batch()),
    )
    assert system.asked == [["a"], ["a"], ["a"]]
    await asked.close()


async def test_two_credentials_or_two_workspaces_never_share_a_flight(system: System) -> None:
    """Each has a client of its own: as the service makes one a workspace and source."""
    ours = sharing(system, credentials={"key": "ours"})
    theirs = sharing(system, credentials={"key": "theirs"})
    again = sharing(system, credentials={"key": "ours"})
    await asyncio.gather(ask(ours, "a"), ask(theirs, "a"), ask(again, "a"))
    assert sorted(system.keys) == ["ours", "ours", "theirs"]
    for each in (ours, theirs, again):
        await each.close()


async def test_a_full_call_does_not_wait_and_the_next_key_boards_another(system: System) -> None:
    few = connector(replace(PEOPLE, batch=IdsParam("id", 2)))
    asked = sharing(system, made=few)
    await asyncio.gather(*(ask(asked, key) for key in "abcde"))
    assert system.asked == [["a", "b"], ["c", "d"], ["e"]]
    await asked.close()


@pytest.mark.parametrize("when", ["boarding", "under way"])
async def test_a_leader_that_is_cancelled_leaves_the_others_their_answer(
    system: System, when: str
) -> None:
    asked = sharing(system)
    system.gate.clear()
    leader = asyncio.create_task(ask(asked, "a"))
    follower = asyncio.create_task(ask(asked, "a", "b"))
    await (asyncio.sleep(0) if when == "boarding" else system.called.wait())
    leader.cancel()
    system.gate.set()
    assert names(await follower) == {"a": "a", "b": "b"}
    assert leader.cancelled()
    await asked.close()


async def test_nothing_is_sent_for_whom_everybody_left(system: System) -> None:
    asked = sharing(system)
    gone = asyncio.create_task(ask(asked, "a"))
    await asyncio.sleep(0)
    gone.cancel()
    await asyncio.sleep(2 * WINDOW)
    assert system.asked == []
    assert names(await ask(asked, "a")) == {"a": "a"}
    await asked.close()


async def test_each_waits_until_a_deadline_of_its_own(system: System) -> None:
    asked = sharing(system)
    system.gate.clear()
    hasty = asyncio.create_task(ask(asked, "a", seconds=0.1))
    patient = asyncio.create_task(ask(asked, "a", seconds=10.0))
    with pytest.raises(SourceTimeout):
        await hasty
    assert not patient.done()
    system.gate.set()
    assert names(await patient) == {"a": "a"}
    assert len(system.asked) == 1
    await asked.close()


async def test_an_error_is_for_those_whom_the_call_was_made_for(system: System) -> None:
    asked = sharing(system)
    system.gate.clear()
    system.answer = unavailable
    first = asyncio.create_task(ask(asked, "a"))
    second = asyncio.create_task(ask(asked, "b"))
    await system.called.wait()
    late = asyncio.create_task(ask(asked, "a"))
    await asyncio.sleep(0)
    system.gate.set()
    for each in (first, second):
        with pytest.raises(SourceUnavailable):
            await each
    with pytest.raises(SourceUnavailable):
        await late
    assert system.asked == [["a", "b"], ["a"]]
    system.answer = answered
    assert names(await ask(asked, "a")) == {"a": "a"}
    await asked.close()


async def test_an_odd_key_of_somebody_costs_nobody_else_an_answer(system: System) -> None:
    def picky(ids: list[str]) -> httpx.Response:
        return httpx.Response(400) if "odd" in ids else answered(ids)

    asked = sharing(system)
    system.answer = picky
    fine, odd = await asyncio.gather(ask(asked, "a"), ask(asked, "odd"), return_exceptions=True)
    assert not isinstance(fine, BaseException)
    assert names(fine) == {"a": "a"}
    assert isinstance(odd, SourceError)
    assert system.asked == [["a", "odd"], ["a"], ["odd"]]
    await asked.close()


async def test_an_error_of_one_key_stays_with_it(system: System) -> None:
    commas = connector(replace(PEOPLE, batch=IdsParam("id", 100, form="comma")))
    asked = sharing(system, made=commas)
    found = await ask(asked, "a,b", "c,d")
    assert {type(each) for each in found.values()} == {SourceMalformed}
    assert system.asked == []
    await asked.close()


@pytest.mark.parametrize("when", ["boarding", "under way"])
async def test_closing_answers_whoever_waits(system: System, when: str) -> None:
    asked = sharing(system)
    system.gate.clear()
    waiting = asyncio.create_task(ask(asked, "a"))
    await (asyncio.sleep(0) if when == "boarding" else system.called.wait())
    await asked.close()
    with pytest.raises(SourceUnavailable):
        await waiting


async def test_a_bug_of_ours_is_told_to_everybody_who_waits(system: System) -> None:
    def bug(_: list[str]) -> httpx.Response:
        raise KeyError("ours")

    asked = sharing(system)
    system.answer = bug
    told = await asyncio.gather(ask(asked, "a"), ask(asked, "b"), return_exceptions=True)
    assert [type(each) for each in told] == [KeyError, KeyError]
    await asked.close()


async def test_the_calls_are_written_down_once(system: System) -> None:
    asked = sharing(system)
    ours, theirs = batch(), batch()
    await asyncio.gather(ask(asked, "a", into=ours), ask(asked, "a", seconds=40.0, into=theirs))
    assert (len(ours.exchanges), len(theirs.exchanges)) == (0, 1)
    await asked.close()
