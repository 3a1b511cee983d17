"""Who asks a loader, and until when an answer is of use to them."""

import asyncio
from collections.abc import Callable
from typing import Any

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.loaders.alarm import Alarm


class Caller:
    """A card, several or an operation, by name, with the deadline its loads must meet.

    When the deadline passes, each load still waiting fails for this asker alone (with
    `on_late(loader name)`), and every further one at once; batches go on for the other askers.
    So an operation ends with what is there, instead of being cancelled with nothing.
    `alarm` is its request's.
    """

    def __init__(
        self,
        name: str,
        deadline: Deadline,
        on_late: Callable[[str], AggregatorError],
        alarm: Alarm,
    ) -> None:
        self.names: tuple[str, ...] = (name,)
        self._clock = _Clock(deadline, on_late, alarm)
        self.expect = self._clock.expect

    def for_some(self, names: tuple[str, ...]) -> "Caller":
        """Give this caller, asking for some of the cards alone; the deadline is the same."""
        some = Caller.__new__(Caller)
        some.names = names
        some._clock = self._clock  # noqa: SLF001 - of its own class
        some.expect = self.expect
        return some

    def close(self) -> None:
        """Stop the clock, and drop what is still waiting."""
        self._clock.close()


class _Clock:
    """What waits for one deadline, and what has waited: its asker's time is short."""

    def __init__(
        self, deadline: Deadline, on_late: Callable[[str], AggregatorError], alarm: Alarm
    ) -> None:
        self._on_late = on_late
        self._late = False
        self._closed = False
        self._made: list[tuple[asyncio.Future[Any], str]] = []
        self._loop = asyncio.get_running_loop()
        alarm.at(deadline, self._expire)

    def expect(self, loader: str) -> "asyncio.Future[Any]":
        """A new future of this asker's own: failed when it is too late, cancelled after the end."""
        future: asyncio.Future[Any] = self._loop.create_future()
        if self._closed:
            future.cancel()  # what only now learnt what to ask next: nothing is sent any more
            return future
        self._made.append((future, loader))
        if self._late:
            fail(future, self._on_late(loader))
        return future

    def close(self) -> None:
        self._closed = True
        made, self._made = self._made, []
        for future, _ in made:
            future.cancel()

    def _expire(self) -> None:
        self._late = True
        for future, loader in self._made:
            if not future.done():
                fail(future, self._on_late(loader))


def fail(future: "asyncio.Future[Any]", error: BaseException) -> None:
    """Fail an asker's future. It counts as read: who gave up leaves no warning behind."""
    future.set_exception(error)
    future.exception()
