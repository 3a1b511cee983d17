"""Time in tests: it stands still while something may come, and passes at once when nothing can."""

import asyncio
import selectors
import socket
import threading
import time

import pytest

from tests.support import still_loop
from tests.support.still_loop import QUIET, StillLoop, Stillness, loop_time

WEEK = 7 * 86_400.0


async def test_a_week_of_waiting_for_nothing_is_over_at_once() -> None:
    began = loop_time()
    with pytest.raises(TimeoutError):
        async with asyncio.timeout(WEEK):
            await asyncio.Event().wait()
    assert loop_time() - began == pytest.approx(WEEK)


async def test_where_there_is_no_other_thread_none_is_waited_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    waited: list[float | None] = []
    events = Stillness._events

    def counted(self: Stillness, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        waited.append(timeout)
        return events(self, timeout)

    monkeypatch.setattr(Stillness, "_events", counted)
    monkeypatch.setattr(still_loop, "asleep", dict)
    await asyncio.sleep(WEEK)
    assert {each for each in waited if each} == {QUIET}


async def test_what_another_thread_computes_is_waited_for_and_takes_no_time() -> None:
    began = loop_time()

    def compute() -> int:
        until = time.thread_time() + 0.05
        while time.thread_time() < until:
            pass
        return 1

    async with asyncio.timeout(0.001):
        assert await asyncio.to_thread(compute) == 1
    assert loop_time() == began


async def test_what_is_due_comes_in_order() -> None:
    seen: list[float] = []

    async def at(seconds: float) -> None:
        await asyncio.sleep(seconds)
        seen.append(seconds)

    await asyncio.gather(at(2.0), at(0.5), at(WEEK), at(1.0))
    assert seen == [0.5, 1.0, 2.0, WEEK]


async def test_what_another_thread_sends_comes_before_what_is_late() -> None:
    reader, writer = socket.socketpair()
    reader.setblocking(False)
    begin = threading.Event()
    thread = threading.Thread(target=lambda: begin.wait() and writer.send(b"x"))
    thread.start()
    loop = asyncio.get_running_loop()
    loop.call_soon(begin.set)
    async with asyncio.timeout(0.001):
        assert await loop.sock_recv(reader, 1) == b"x"
    thread.join()
    reader.close()
    writer.close()


@pytest.mark.real_time
async def test_time_passes_for_a_test_that_says_so() -> None:
    assert not isinstance(asyncio.get_running_loop(), StillLoop)
