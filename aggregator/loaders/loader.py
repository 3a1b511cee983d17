"""A loader: one per lookup per request, over aiodataloader.

aiodataloader gives one future per key, batches and chunks. What it lacks is here:

- Every `load` gets a future of the caller's own: one that is cancelled or out of time never
  touches another one waiting for the same key.
- Keys are collected until the request is quiet (registry.py) and then sent together.
- A failed or cancelled key is forgotten, so that a later ask tries again.
- A fetch that ends in anything, CancelledError included, still answers everybody who waits.
- How many records are wanted per key is no part of the key: the largest wish so far is fetched.
"""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from functools import lru_cache
from itertools import chain
from typing import TYPE_CHECKING, Any, Generic, Protocol, TypeVar

from aiodataloader import DataLoader

from aggregator.domain.errors import AggregatorError, InternalError
from aggregator.loaders.caller import Caller, fail
from aggregator.telemetry.logger import get_logger
from aggregator.telemetry.trace import Batch, Trace

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")
V_co = TypeVar("V_co", covariant=True)

log = get_logger(__name__)


class BatchLoad(Protocol[K, V_co]):
    """Finds what belongs to `keys`, at most `per_key` records of each.

    A key left out of the answer is missing; an AggregatorError as its value says that it failed.
    Raising an AggregatorError fails all keys. Exchanges are written into `batch`.
    """

    async def __call__(
        self, keys: Sequence[K], per_key: int, batch: Batch, /
    ) -> Mapping[K, V_co | AggregatorError]: ...


class Dispatcher(Protocol):
    """What a loader needs of its request (registry.py)."""

    @property
    def trace(self) -> Trace: ...

    def asked(self, loader: "Loader[Any, Any]") -> None: ...

    def sent(self, task: "asyncio.Task[Any]") -> None: ...


class Loader(Generic[K, V]):
    """Loads values by key for one request; `limit` is the most keys one fetch may carry."""

    def __init__(
        self, request: Dispatcher, name: str, batch_load: BatchLoad[K, V], limit: int | None = None
    ) -> None:
        self.name = name
        self._request = request
        self._batch_load = batch_load
        self._shared: dict[K, asyncio.Future[V | None]] = {}
        self._inner: DataLoader[K, V | None] = DataLoader(
            self._batch,  # type: ignore[arg-type]  # it takes exceptions among the values, untold
            max_batch_size=limit,
            cache_map=self._shared,
        )
        self._queue: dict[K, list[tuple[asyncio.Future[V | None], Caller]]] = {}
        self._sent: dict[K, asyncio.Future[V | None]] = {}
        self._queued_at = 0.0
        self._per_key = 1
        self._loaded: dict[K, int] = {}
        self._askers: dict[K, set[tuple[str, ...]]] = {}

    def at_least(self, per_key: int) -> None:
        """Know beforehand that some selection wants `per_key` records of each key."""
        self._per_key = max(self._per_key, per_key)

    def load(self, key: K, caller: Caller, per_key: int = 1) -> "asyncio.Future[V | None]":
        """The value of `key` (None: missing), in a future that is the caller's own.

        The future fails with the AggregatorError its fetch gave, or with the asker's when its
        deadline passes first.
        """
        own = caller.expect(self.name)
        if own.done():
            return own
        shared = self._shared.get(key)
        if shared is not None and self._loaded[key] >= per_key:
            _follow(shared, own)
            return own
        if shared is not None:
            self._inner.clear(key)  # what is there, or under way, holds fewer records than wanted
        self.at_least(per_key)
        if not self._queue:
            self._queued_at = self._request.trace.now()
        self._queue.setdefault(key, []).append((own, caller))
        self._request.asked(self)
        return own

    def dispatch(self) -> None:
        """Hand the keys that are still wanted to aiodataloader, which chunks them to the limit."""
        queue, self._queue = self._queue, {}
        # One key alone is sent at once; for several, aiodataloader waits a turn, in a task.
        self._inner.batch = len(queue) > 1
        for key, waiting in queue.items():
            wanted = [(own, caller) for own, caller in waiting if not own.done()]
            if not wanted:
                continue
            self._loaded[key] = self._per_key
            self._askers[key] = {caller.names for _, caller in wanted}
            shared = self._sent[key] = self._inner.load(key)
            for own, _ in wanted:
                _follow(shared, own)

    async def _batch(self, keys: list[K]) -> list[V | AggregatorError | None]:
        trace = self._request.trace
        callers = frozenset[tuple[str, ...]]().union(*(self._askers[key] for key in keys))
        batch = Batch(self.name, len(keys), _together(callers), self._queued_at, trace.now())
        trace.batches.append(batch)
        # Not out of the cache: a larger wish may have taken its key from there already.
        pending = [self._sent[key] for key in keys]
        task = asyncio.current_task()
        if TYPE_CHECKING:
            assert task is not None  # aiodataloader runs every batch in a task
        self._request.sent(task)
        answers: list[V | AggregatorError | None]
        try:
            found = await self._batch_load(keys, self._per_key, batch)
            answers = [found.get(key) for key in keys]
        except AggregatorError as error:
            answers = [error] * len(keys)
        except Exception:
            log.exception("loader_failed", loader=self.name)
            answers = [InternalError("A loader of ours failed", loader=self.name)] * len(keys)
        except BaseException:
            # aiodataloader catches Exception only, and would leave every waiter hanging.
            for key, future in zip(keys, pending, strict=True):
                self._forget(key, future)
                if not future.done():
                    fail(future, InternalError("The batch was ended", loader=self.name))
            raise
        finally:
            batch.ended = trace.now()
        for key, answer, future in zip(keys, answers, pending, strict=True):
            if answer is None:
                batch.missing += 1
            elif isinstance(answer, AggregatorError):
                batch.failed += 1
                self._forget(key, future)
        batch.found = len(answers) - batch.missing - batch.failed
        return answers

    def _forget(self, key: K, failed: "asyncio.Future[V | None]") -> None:
        """Let a later ask try again; a larger wish may be under way already in its place."""
        if self._shared.get(key) is failed:
            self._inner.clear(key)


@lru_cache(256)
def _together(callers: frozenset[tuple[str, ...]]) -> tuple[str, ...]:
    """The names of all callers, each once, in order; the same few ask again and again."""
    return tuple(sorted(set(chain.from_iterable(callers))))


def _follow(shared: "asyncio.Future[V]", own: "asyncio.Future[V]") -> None:
    """Let `own` come to what `shared` comes to, unless it has ended by itself."""

    def copy(done: "asyncio.Future[V]") -> None:
        # Read even where nobody waits any more: asyncio would write it to the log.
        error = None if done.cancelled() else done.exception()
        if own.done():
            return
        if done.cancelled():
            fail(own, InternalError("The batch was ended"))
        elif error is not None:
            fail(own, error)
        else:
            own.set_result(done.result())

    if shared.done():
        copy(shared)
    else:
        shared.add_done_callback(copy)
