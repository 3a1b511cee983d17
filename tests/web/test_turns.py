"""Strangers take turns; a proven request waits for none of them."""

import asyncio
from typing import Any

from starlette.types import Message, Receive, Scope, Send

from aggregator.web.door import Standing
from aggregator.web.turns import Turns


class Running:
    """An application whose requests run until they are told to end, and which are running."""

    def __init__(self) -> None:
        self.begun: list[str] = []
        self.end = asyncio.Event()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        self.begun.append(scope["name"])
        if scope.get("reads"):
            await receive()
        if scope.get("proves"):
            scope["state"]["aggregator.standing"].prove()
        await self.end.wait()
        await send({"type": "http.response.start"})


async def settled() -> None:
    """Let everything run that can."""
    for _ in range(20):
        await asyncio.sleep(0)


async def sent(_: Message) -> None:
    return None


async def never() -> Message:
    await asyncio.Event().wait()
    raise AssertionError


def begin(turns: Turns, app: Running, name: str, **more: Any) -> asyncio.Task[None]:
    standing = Standing(lambda: None)
    if more.pop("proven", False):
        standing.prove()
    scope = {"name": name, "state": standing.state(), **more}
    return asyncio.create_task(turns.answer(app, scope, never, sent))


async def test_only_so_many_strangers_run_and_the_next_when_one_ends() -> None:
    turns, app = Turns(2), Running()
    tasks = [begin(turns, app, name) for name in "abc"]
    await settled()
    assert app.begun == ["a", "b"]
    app.end.set()
    await asyncio.gather(*tasks)
    assert app.begun == ["a", "b", "c"]


async def test_a_proven_connections_request_waits_for_nobody() -> None:
    turns, app = Turns(1), Running()
    tasks = [begin(turns, app, "a"), begin(turns, app, "b")]
    tasks.append(begin(turns, app, "plain", proven=True))
    await settled()
    assert sorted(app.begun) == ["a", "plain"]
    app.end.set()
    await asyncio.gather(*tasks)


async def test_a_request_holds_no_turn_once_it_is_proven() -> None:
    turns, app = Turns(1), Running()
    tasks = [begin(turns, app, "plain", proves=True), begin(turns, app, "a")]
    await settled()
    assert app.begun == ["plain", "a"]
    app.end.set()
    await asyncio.gather(*tasks)


async def test_whoever_waits_for_a_body_holds_no_turn_and_leaves_none_behind() -> None:
    turns, app = Turns(1), Running()
    slow = [begin(turns, app, f"slow {number}", reads=True) for number in range(3)]
    await settled()
    other = begin(turns, app, "a")
    await settled()
    assert app.begun == ["slow 0", "slow 1", "slow 2", "a"]
    for task in slow:
        task.cancel()
    app.end.set()
    await asyncio.gather(*slow, other, return_exceptions=True)
    await begin(turns, app, "last")
    assert app.begun[-1] == "last"


async def test_a_round_of_the_loop_begins_only_so_many_even_of_those_that_wait_for_nothing() -> (
    None
):
    turns, app = Turns(2), Running()
    app.end.set()
    tasks = [begin(turns, app, str(number)) for number in range(40)]
    maximum, before = 0, 0
    while not all(task.done() for task in tasks):
        await asyncio.sleep(0)
        maximum, before = max(maximum, len(app.begun) - before), len(app.begun)
    assert len(app.begun) == 40
    assert maximum <= 2
