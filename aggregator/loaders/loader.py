"""Loaders: one per lookup per request, over aiodataloader.

What aiodataloader gives: one future per key, batches, chunks. What it lacks, and is here:

- Each `load` gets a future of its own. A caller that is cancelled, or whose deadline passes, never
  touches another one waiting for the same key.
- Dispatch on quiescence: all loaders of a request are flushed together once nobody has asked for
  three turns of the event loop, so that operations of different depth share one batch.
- A failed or cancelled key is forgotten, so that a later ask tries again.
- A fetch that raises anything, CancelledError included, still answers everybody who waits.
- The trace records each batch: its size, who asked, how long it waited, what came of it.
"""

import asyncio
from collections.abc import Callable, Hashable, Mapping, Sequence
from typing import Generic, Protocol, TypeVar

from aiodataloader import DataLoader

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, DeadlineExceeded, InternalError
from aggregator.telemetry.trace import Batch, Trace

QUIET_TURNS = 3

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
K_contra = TypeVar("K_contra", contravariant=True)


class Fetch(Protocol[K_contra, V]):
    """Finds the records of `keys`, at most `per_key` of each.

    A key left out of the answer is missing; an `AggregatorError` as its value failed. The call's
    exchanges are written into `batch`.
    """

    async def __call__(
        self, keys: Sequence[K_contra], per_key: int, batch: Batch
    ) -> Mapping[object, V | AggregatorError]: ...


class Asker:
    """Who asks: a card or an operation, with the deadline its loads must meet.

    When the deadline passes, every load still waiting fails for this asker alone, and so does
    each further one at once; the batches go on for the others.
    """

    def __init__(self, name: str, deadline: Deadline, on_late: Callable[[str], AggregatorError]):
        self.name = name
        self.found = 0
        self._waiting: dict[asyncio.Future[object], str] = {}
        self._on_late = on_late
        self._late = False
        loop = asyncio.get_running_loop()
        self._timer = loop.call_later(deadline.remaining(), self._expire)

    def watch(self, future: "asyncio.Future[V]", loader: str) -> None:
        """Answer `future` with a failure when the deadline passes first."""
        if self._late:
            future.set_exception(self._on_late(loader))
            return
        self._waiting[future] = loader  # type: ignore[index]  # Future is invariant in its result
        future.add_done_callback(lambda done: self._waiting.pop(done, None))  # type: ignore[arg-type]

    def close(self) -> None:
        self._timer.cancel()
        for future in list(self._waiting):
            future.cancel()

    def _expire(self) -> None:
        self._late = True
        for future, loader in list(self._waiting.items()):
            if not future.done():
                future.set_exception(self._on_late(loader))


class Loaders:
    """All loaders of one request, and the one dispatcher that flushes them together."""

    def __init__(self, trace: Trace) -> None:
        self.trace = trace
        self.tasks: set[asyncio.Task[object]] = set()
        self._loaders: dict[str, Loader[object, object]] = {}
        self._quiet = 0
        self._armed = False

    def get(self, name: str, make: "Callable[[], Loader[K, V]]") -> "Loader[K, V]":
        """The loader called `name`, made by `make` on first use."""
        loader = self._loaders.get(name)
        if loader is None:
            loader = self._loaders[name] = make()  # type: ignore[assignment]  # keyed by name
        return loader  # type: ignore[return-value]

    def asked(self) -> None:
        """A loader has a new key to send: (re)start the count of quiet turns."""
        self._quiet = 0
        if not self._armed:
            self._armed = True
            asyncio.get_running_loop().call_soon(self._turn)

    def _turn(self) -> None:
        self._quiet += 1
        if self._quiet <= QUIET_TURNS:
            asyncio.get_running_loop().call_soon(self._turn)
            return
        self._armed = False
        for loader in list(self._loaders.values()):
            loader.flush()

    async def close(self) -> None:
        """End what is still in flight; nobody waits for it any more."""
        tasks = [task for task in self.tasks if not task.done()]
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)


class Loader(Generic[K, V]):
    """Loads values by key for one request."""

    def __init__(
        self, loaders: Loaders, name: str, fetch: Fetch[K, V], limit: int | None = None
    ) -> None:
        self.name = name
        self._loaders = loaders
        self._fetch = fetch
        self._inner: DataLoader[K, V | None] = DataLoader(self._batch, max_batch_size=limit)
        self._queue: dict[K, None] = {}
        self._waiters: dict[K, list[tuple[asyncio.Future[V | None], Asker]]] = {}
        self._bounds: dict[K, int] = {}
        self._bound = 1
        self._queued_at = 0.0

    def at_least(self, per_key: int) -> None:
        """Promise that some selection will want `per_key` records of each key."""
        self._bound = max(self._bound, per_key)

    def load(self, key: K, asker: Asker, per_key: int = 1) -> "asyncio.Future[V | None]":
        """The value of `key` (None: missing) in a future that is the caller's own.

        Raises (in the future) the AggregatorError that the key's fetch gave, or the asker's own
        when its deadline passes.
        """
        future: asyncio.Future[V | None] = asyncio.get_running_loop().create_future()
        asker.watch(future, self.name)
        if future.done():
            return future
        self.at_least(per_key)
        if self._bounds.get(key, self._bound) < per_key:
            self._inner.clear(key)
            del self._bounds[key]
        if not self._queue:
            self._queued_at = self._loaders.trace.now()
        self._queue[key] = None
        self._waiters.setdefault(key, []).append((future, asker))
        self._loaders.asked()
        return future

    def flush(self) -> None:
        """Hand the waiting keys to aiodataloader, which sends them in as few batches as fit."""
        queue, self._queue = self._queue, {}
        for key in queue:
            self._bounds.setdefault(key, self._bound)
            waiters = self._waiters.pop(key)
            ...
