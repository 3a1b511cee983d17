"""Lookups of several requests, asked together: one source's, for whoever lets them wait a moment.

Requests that come at the same time ask a source the same things, or the same of other people. With
a window, the first key of a lookup waits so long for the keys of other requests; who asks for what
is under way already joins it. What is shared belongs to one `SourceClient`: that is one workspace,
one source and one credential. Within it, only the same lookup for as many records is shared.

- Whoever asks waits with a deadline of their own, and may leave: the flight is nobody's task.
- An error reaches those whom the call was made for. Who joined later asks alone, and so does
  whose key went beside others' in a call that was refused or unreadable: one odd key of somebody
  costs nobody else anything.
- Nothing is kept: with its answer a flight is over.
"""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    SourceError,
    SourceMalformed,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.lookup import Found, Lookup
from aggregator.upstream.asking import raise_common
from aggregator.upstream.exchange_trace import ExchangeTrace


@dataclass(slots=True, eq=False)
class Asker:
    """Until when an answer is of use to who asks, and where its calls are written down."""

    deadline: Deadline
    log: ExchangeTrace


AskSource = Callable[[Lookup, Sequence[str], int, Asker], Awaitable[Mapping[str, Found]]]
"""Asks for at most so many records of each key. Raises SourceError."""


class _Flight:
    """Keys of one lookup that are asked for together. `landed` is no failure when that is one."""

    __slots__ = ("askers", "gone", "keys", "landed", "lookup", "maximum", "shared")

    def __init__(self, lookup: Lookup, maximum: int) -> None:
        self.lookup = lookup
        self.maximum = maximum
        self.keys: dict[str, None] = {}
        self.askers: dict[Asker, None] = {}
        self.shared = False
        self.gone = False
        loop = asyncio.get_running_loop()
        self.landed: asyncio.Future[Mapping[str, Found] | Exception] = loop.create_future()

    @property
    def what(self) -> "_What":
        return self.lookup.name, self.maximum


_What = tuple[str, int]
"""A lookup's name, and how many records of each key are wanted."""


class SharedLookups:
    """The flights of the source `name`; the first key of each waits `window` seconds."""

    def __init__(self, name: str, window: float, ask: AskSource) -> None:
        self._name = name
        self._window = window
        self._ask = ask
        self._boarding: dict[_What, _Flight] = {}
        self._by_key: dict[tuple[_What, str], _Flight] = {}
        self._tasks: set[asyncio.Task[None]] = set()

    async def records(
        self, lookup: Lookup, keys: Sequence[str], maximum: int, asker: Asker
    ) -> Mapping[str, Found]:
        """Find as a source does, with others. Raises SourceError."""
        aboard: dict[_Flight, None] = {}
        flights = {key: self._place(lookup, maximum, key, aboard) for key in keys}
        for flight in aboard:
            flight.shared = flight.shared or bool(flight.askers)
            flight.askers[asker] = None
        try:
            landed = {flight.landed for flight in flights.values()}
            if landed:
                await asyncio.wait(landed, timeout=asker.deadline.remaining())
        finally:
            for flight in aboard:
                del flight.askers[asker]
        found: dict[str, Found] = {}
        alone: list[str] = []
        for key, flight in flights.items():
            answer = self._answer(flight, key)
            if _is_for_others(answer, flight, aboard):
                alone.append(key)
            elif answer is not None:
                found[key] = answer
        if alone:
            found |= await self._ask(lookup, alone, maximum, asker)
        raise_common(found, keys)
        return found

    async def close(self) -> None:
        """End what is under way. May be called again."""
        for flight in [*self._boarding.values()]:
            self._land(flight, self._disconnected())
        tasks = [*self._tasks]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    def _place(
        self, lookup: Lookup, maximum: int, key: str, aboard: dict[_Flight, None]
    ) -> _Flight:
        """The flight that has the key, under way or boarding; else the next one, with it."""
        what = (lookup.name, maximum)
        flight = self._by_key.get((what, key))
        if flight is None:
            flight = self._boarding.get(what)
            if flight is None:
                flight = self._boarding[what] = _Flight(lookup, maximum)
                asyncio.get_running_loop().call_later(self._window, self._leave, flight)
            flight.keys[key] = None
            self._by_key[what, key] = flight
            aboard[flight] = None
            if len(flight.keys) >= lookup.batch.max:
                self._leave(flight)
        elif not flight.gone:
            aboard[flight] = None
        return flight

    def _leave(self, flight: _Flight) -> None:
        """Send it, unless it has left because it was full."""
        if flight.gone or flight.landed.done():
            return
        flight.gone = True
        del self._boarding[flight.what]
        task = asyncio.get_running_loop().create_task(self._send(flight))
        self._tasks.add(task)
        task.add_done_callback(self._tasks.discard)
        # Whatever ended it, be it before it began.
        task.add_done_callback(lambda _: self._land(flight, self._disconnected()))

    async def _send(self, flight: _Flight) -> None:
        if not flight.askers:  # all have left
            return
        # Whoever can wait longest: nobody else's time cuts short what they are waiting for.
        asker = max(flight.askers, key=lambda each: each.deadline.at)
        answers: Mapping[str, Found] | Exception
        try:
            answers = await self._ask(flight.lookup, [*flight.keys], flight.maximum, asker)
        except Exception as error:  # noqa: BLE001 -- told to everybody who waits
            answers = error
        self._land(flight, answers)

    def _land(self, flight: _Flight, answers: Mapping[str, Found] | Exception) -> None:
        if flight.landed.done():
            return
        for key in flight.keys:
            del self._by_key[flight.what, key]
        if self._boarding.get(flight.what) is flight:
            del self._boarding[flight.what]
        flight.landed.set_result(answers)

    def _answer(self, flight: _Flight, key: str) -> Found | None:
        if not flight.landed.done():
            words = f"{self._name} did not answer in time"
            return SourceTimeout(self._name, words, lookup=flight.lookup.name)
        answers = flight.landed.result()
        if isinstance(answers, SourceError):
            return answers
        if isinstance(answers, Exception):  # a bug of ours, for whoever logs it
            raise answers
        return answers.get(key)

    def _disconnected(self) -> SourceUnavailable:
        return SourceUnavailable(self._name, f"{self._name} is being disconnected: ask again")


def _is_for_others(answer: Found | None, flight: _Flight, aboard: Mapping[_Flight, None]) -> bool:
    """Whether what came is an error that says nothing of a key of one's own."""
    if not isinstance(answer, SourceError) or not flight.landed.done():
        return False
    return flight not in aboard or (
        flight.shared and isinstance(answer, SourceRefused | SourceMalformed)
    )
