"""Who asks a loader, and until when an answer is of use to them."""

import asyncio
from collections.abc import Callable
from typing import Any, Protocol

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError
from aggregator.loaders.alarm import Alarm


class Waiter(Protocol):
    """Who waits for a load: a future, or what is told at once, without a turn of the event loop."""

    def done(self) -> bool: ...

    def set_result(self, value: Any, /) -> None: ...

    def set_exception(self, error: Any, /) -> None: ...

    def exception(self) -> BaseException | None: ...

    def cancel(self) -> Any: ...


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
        self.waits = self._clock.waits

    def for_some(self, names: tuple[str, ...]) -> "Caller":
        """Give this caller, asking for some of the cards alone; the deadline is the same."""
        some = Caller.__new__(Caller)
        some.names = names
        some._clock = self._clock  # noqa: SLF001 - of its own class
        some.expect = self.expect
        some.waits = self.waits
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
        self._made: list[tuple[Waiter, str]] = []
        self._loop = asyncio.get_running_loop()
        alarm.at(deadline, self._expire)

    def expect(self, loader: str) -> "asyncio.Future[Any]":
        """A new future of this asker's own: failed when it is too late, cancelled after the end."""
        future: asyncio.Future[Any] = self._loop.create_future()
        self.waits(future, loader)
        return future

    def waits(self, waiter: Waiter, loader: str) -> None:
        """Do the same for one who waits. Done afterwards, it has nothing to ask any more."""
        if self._closed:
            waiter.cancel()  # what only now learnt what to ask next: nothing is sent any more
            return
        self._made.append((waiter, loader))
        if self._late:
            fail(waiter, self._on_late(loader))

    def close(self) -> None:
        self._closed = True
        made, self._made = self._made, []
        for waiter, _ in made:
            waiter.cancel()

    def _expire(self) -> None:
        self._late = True
        for waiter, loader in self._made:
            if not waiter.done():
                fail(waiter, self._on_late(loader))


def fail(waiter: Waiter, error: BaseException) -> None:
    """Fail one who waits. It counts as read: who gave up leaves no warning behind."""
    waiter.set_exception(error)
    waiter.exception()
