"""An asker's deadline: what waits fails, what comes later fails at once; nobody else notices."""

import asyncio
from collections.abc import Callable, Coroutine
from typing import Any

import pytest
import uvloop

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SourceTimeout
from aggregator.loaders import Alarm, Caller

Loop = Callable[[], asyncio.AbstractEventLoop]
both_loops = pytest.mark.parametrize(
    "loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)


def caller(seconds: float, name: str = "card") -> Caller:
    return Caller(
        name, Deadline.after(seconds), lambda loader: SourceTimeout(loader, "late"), Alarm()
    )


def run(loop: Loop, main: Coroutine[Any, Any, None]) -> None:
    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main)


@both_loops
def test_what_waits_at_the_deadline_fails_by_its_loaders_name(loop: Loop) -> None:
    async def main() -> None:
        hasty = caller(0.0)
        waiting = [hasty.expect("billing.plan"), hasty.expect("crm.contact")]
        failed = await asyncio.gather(*waiting, return_exceptions=True)
        assert [type(error) for error in failed] == [SourceTimeout] * 2
        assert [error.source for error in failed if isinstance(error, SourceTimeout)] == [
            "billing.plan",
            "crm.contact",
        ]

    run(loop, main())


@both_loops
def test_what_is_asked_after_the_deadline_has_failed_already(loop: Loop) -> None:
    async def main() -> None:
        hasty = caller(0.0)
        await asyncio.gather(hasty.expect("a"), return_exceptions=True)
        assert hasty.expect("b").done()

    run(loop, main())


async def test_an_answer_before_the_deadline_stays() -> None:
    hasty = caller(0.0)
    answered, waiting = hasty.expect("a"), hasty.expect("b")
    answered.set_result("A")
    with pytest.raises(SourceTimeout):
        await waiting
    assert await answered == "A"


async def test_closing_stops_the_clock_and_drops_what_waits() -> None:
    card = caller(60)
    waiting = card.expect("a")
    card.close()
    assert waiting.cancelled()


async def test_a_failure_that_nobody_reads_leaves_no_warning() -> None:
    # Warnings and what the loop's handler is told are errors here.
    told: list[dict[str, Any]] = []
    asyncio.get_running_loop().set_exception_handler(lambda _, context: told.append(context))
    hasty = caller(0.0)
    unread, read = hasty.expect("a"), hasty.expect("b")
    await asyncio.gather(read, return_exceptions=True)
    del unread, read
    await asyncio.sleep(0)
    assert told == []


async def test_what_is_asked_after_the_end_waits_for_nothing() -> None:
    gone = caller(60.0)
    waiting = gone.expect("a")
    gone.close()
    assert waiting.cancelled()
    assert gone.expect("b").cancelled()
    assert gone.for_some(("card",)).expect("c").cancelled()
