"""Who asks a loader, and until when an answer is of use to them."""

import asyncio
from collections.abc import Callable, Sequence
from copy import copy
from typing import Any

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError


class Caller:
    """A card, several or an operation, by name, with the deadline its loads must meet.

    When the deadline passes, each load still waiting fails for this asker alone (with
    `on_late(loader name)`), and every further one at once; batches go on for the other askers.
    So an operation ends with what is there, instead of being cancelled with nothing.
    """

    def __init__(
        self, name: str, deadline: Deadline, on_late: Callable[[str], AggregatorError]
    ) -> None:
        self.names: tuple[str, ...] = (name,)
        self._clock = _Clock(deadline, on_late)

    def for_some(self, names: Sequence[str]) -> "Caller":
        """Give this caller, asking for some of the cards alone; the deadline is the same."""
        some = copy(self)
        some.names = tuple(names)
        return some

    def expect(self, loader: str) -> "asyncio.Future[Any]":
        """A new future of this asker's own: failed when it is too late, cancelled after the end."""
        return self._clock.expect(loader)

    def close(self) -> None:
        """Stop the clock, and drop what is still waiting."""
        self._clock.close()


class _Clock:
    """What waits for one deadline."""

    def __init__(self, deadline: Deadline, on_late: Callable[[str], AggregatorError]) -> None:
        self._on_late = on_late
        self._late = False
        self._closed = False
        self._waiting: dict[asyncio.Future[Any], str] = {}
        self._timer = asyncio.get_running_loop().call_later(deadline.remaining(), self._expire)

    def expect(self, loader: str) -> "asyncio.Future[Any]":
        future: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        future.add_done_callback(self._settled)
        if self._closed:
            future.cancel()  # what only now learnt what to ask next: nothing is sent any more
        elif self._late:
            future.set_exception(self._on_late(loader))
        else:
            self._waiting[future] = loader
        return future

    def close(self) -> None:
        self._closed = True
        self._timer.cancel()
        for future in list(self._waiting):
            future.cancel()

    def _settled(self, future: "asyncio.Future[Any]") -> None:
        self._waiting.pop(future, None)
        if not future.cancelled():
            future.exception()  # read: an operation that gave up must not leave a warning behind

    def _expire(self) -> None:
        self._late = True
        for future, loader in list(self._waiting.items()):
            if not future.done():
                future.set_exception(self._on_late(loader))
