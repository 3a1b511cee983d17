"""A loader: one per lookup per request, over aiodataloader.

aiodataloader batches keys and chunks them; one key alone needs neither. What it lacks is here:

- Every `load` gets a future of the caller's own: one that is cancelled or out of time never
  touches another one waiting for the same key. A batch answers these, without a future between.
- Who needs no future (`ask`) is told what came in the moment in which it comes.
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
from aggregator.loaders.caller import Caller, Waiter, fail
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

    def ended(self, task: "asyncio.Task[Any]") -> None: ...


class _KeyLoad(Generic[K, V]):
    """One key on its way, or there: `per_key` records of it, and who waits for them.

    names  of the callers it was sent for
    """

    __slots__ = ("_landed", "_value", "_waiting", "key", "names", "per_key")

    def __init__(self, key: K) -> None:
        self.key = key
        self.per_key = 1
        self.names: tuple[tuple[str, ...], ...] = ()
        self._waiting: list[tuple[Waiter, tuple[str, ...]]] = []
        self._landed = False
        self._value: V | None = None

    def answers(self, own: Waiter, names: tuple[str, ...]) -> None:
        """Have `own` come to what this comes to, unless it has ended by itself."""
        if self._landed:
            own.set_result(self._value)
        else:
            self._waiting.append((own, names))

    def wanted(self) -> bool:
        """Drop who has left; whether anybody still waits."""
        waiting = self._waiting
        if len(waiting) == 1 and not waiting[0][0].done():  # as mostly
            self.names = (waiting[0][1],)
            return True
        self._waiting = [each for each in waiting if not each[0].done()]
        self.names = tuple([names for _, names in self._waiting])
        return bool(self._waiting)

    def land(self, value: V | None) -> None:
        self._landed, self._value = True, value
        waiting, self._waiting = self._waiting, []
        for own, _ in waiting:
            if not own.done():
                own.set_result(value)

    def fail(self, error: AggregatorError) -> None:
        waiting, self._waiting = self._waiting, []
        for own, _ in waiting:
            if not own.done():
                fail(own, error)


class Loader(Generic[K, V]):
    """Loads values by key for one request; `limit` is the most keys one fetch may carry."""

    def __init__(
        self, request: Dispatcher, name: str, batch_load: BatchLoad[K, V], limit: int | None = None
    ) -> None:
        self.name = name
        self._request = request
        self._batch_load = batch_load
        self._limit = limit
        self._several: DataLoader[_KeyLoad[K, V], None] | None = None
        # What is under way or there already is known here, with how much of it was asked for.
        self._queue: dict[K, _KeyLoad[K, V]] = {}
        self._sent: dict[K, _KeyLoad[K, V]] = {}
        self._closed = False
        self._queued_at = 0.0
        self._per_key = 1

    def at_least(self, per_key: int) -> None:
        """Know beforehand that some selection wants `per_key` records of each key."""
        self._per_key = max(self._per_key, per_key)

    def load(self, key: K, caller: Caller, per_key: int = 1) -> "asyncio.Future[V | None]":
        """The value of `key` (None: missing), in a future that is the caller's own.

        The future fails with the AggregatorError its fetch gave, or with the asker's when its
        deadline passes first.
        """
        own = caller.expect(self.name)
        if not own.done():
            self._answer(own, key, caller.names, per_key)
        return own

    def ask(
        self, waiter: Waiter, key: K, caller: Caller, names: tuple[str, ...], per_key: int = 1
    ) -> None:
        """Do as `load`, for some of the caller's cards by their `names`, and tell the `waiter`."""
        caller.waits(waiter, self.name)
        if not waiter.done():
            self._answer(waiter, key, names, per_key)

    def _answer(self, own: Waiter, key: K, names: tuple[str, ...], per_key: int) -> None:
        load = self._sent.get(key)
        if load is not None and load.per_key >= per_key:
            load.answers(own, names)
            return
        # What is there, or under way, holds fewer records than wanted: it is asked for once more.
        self._per_key = max(self._per_key, per_key)
        if not self._queue:
            self._queued_at = self._request.trace.now()
        queued = self._queue.get(key)
        if queued is None:
            queued = self._queue[key] = _KeyLoad(key)
        queued.answers(own, names)
        self._request.asked(self)

    def close(self) -> None:
        """Send nothing more, and let go of what refers back to this.

        Else only a collection of garbage would find a request's records, while others wait for it.
        """
        self._closed, self._several = True, None
        self._queue, self._sent = {}, {}

    def dispatch(self) -> None:
        """Send the keys that are still wanted: several by aiodataloader, in chunks of the limit."""
        queue, self._queue = self._queue, {}
        wanted = [load for load in queue.values() if load.wanted()]
        for load in wanted:
            load.per_key = self._per_key
            self._sent[load.key] = load
        if len(wanted) == 1:  # as mostly
            asyncio.get_running_loop().create_task(self._batch(wanted))
            return
        if self._several is None:
            self._several = DataLoader(self._batch, max_batch_size=self._limit, cache=False)
        for load in wanted:
            self._several.load(load)

    async def _batch(self, loads: list[_KeyLoad[K, V]]) -> list[None]:
        if self._closed:  # it was to leave when its request ended
            for load in loads:
                load.fail(InternalError("The batch was ended"))
            return [None] * len(loads)
        trace = self._request.trace
        callers = frozenset([names for load in loads for names in load.names])
        batch = Batch(self.name, len(loads), _together(callers), self._queued_at, trace.now())
        trace.batches.append(batch)
        task = asyncio.current_task()
        if TYPE_CHECKING:
            assert task is not None  # aiodataloader runs every batch in a task
        self._request.sent(task)
        try:
            found = await self._batch_load([load.key for load in loads], self._per_key, batch)
            self._land(loads, found, batch)
        except AggregatorError as error:
            # It is told as it is; the frames that it came through would keep all of the request.
            self._fail(loads, error.with_traceback(None), batch)
        except Exception:
            log.exception("loader_failed", loader=self.name)
            self._fail(loads, InternalError("A loader of ours failed", loader=self.name), batch)
        except BaseException:
            # aiodataloader catches Exception only, and would leave every waiter hanging.
            self._fail(loads, InternalError("The batch was ended", loader=self.name), batch)
            raise
        finally:
            batch.ended = trace.now()
            self._request.ended(task)
        return [None] * len(loads)

    def _land(
        self,
        loads: Sequence[_KeyLoad[K, V]],
        found: Mapping[K, V | AggregatorError],
        batch: Batch,
    ) -> None:
        for load in loads:
            answer = found.get(load.key)
            if isinstance(answer, AggregatorError):
                self._fail((load,), answer, batch)
                continue
            if answer is None:
                batch.missing += 1
            load.land(answer)
        batch.found = len(loads) - batch.missing - batch.failed

    def _fail(self, loads: Sequence[_KeyLoad[K, V]], error: AggregatorError, batch: Batch) -> None:
        """Tell who waits, and let a later ask try again."""
        batch.failed += len(loads)
        for load in loads:
            # A larger wish may be under way already in its place.
            if self._sent.get(load.key) is load:
                del self._sent[load.key]
            load.fail(error)


@lru_cache(256)
def _together(callers: frozenset[tuple[str, ...]]) -> tuple[str, ...]:
    """The names of all callers, each once, in order; the same few ask again and again."""
    return tuple(sorted(set(chain.from_iterable(callers))))
