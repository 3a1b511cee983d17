"""A loader: one per lookup per request.

- Every `load` gets a future of the caller's own: one that is cancelled or out of time never
  touches another one waiting for the same key.
- Keys are collected until the request is quiet (registry.py) and then sent together, in as many
  batches as their limit makes of them: one task a batch, nothing for each key.
- A failed or cancelled key is forgotten, so that a later ask tries again.
- A fetch that ends in anything, CancelledError included, still answers everybody who waits.
- How many records are wanted per key is no part of the key: the largest wish so far is fetched.
"""

import asyncio
from collections.abc import Hashable, Mapping, Sequence
from typing import Any, Generic, Protocol, TypeVar

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


class _Sent(Generic[K, V]):
    """A key that was sent: who waits for it, and what came of it."""

    __slots__ = ("done", "key", "names", "per_key", "value", "waiting")

    def __init__(self, key: K, per_key: int) -> None:
        self.key = key
        self.per_key = per_key
        self.names: set[str] = set()
        self.waiting: list[asyncio.Future[V | None]] = []
        self.done = False
        self.value: V | None = None

    def settle(self, answer: V | AggregatorError | None) -> None:
        """Give everybody who waits the answer, unless they have ended by themselves."""
        failure = answer if isinstance(answer, AggregatorError) else None
        if failure is None:
            self.value = answer  # type: ignore[assignment]  # it is no error
        self.done = True
        waiting, self.waiting = self.waiting, []
        for own in waiting:
            if own.done():
                continue
            if failure is None:
                own.set_result(self.value)
            else:
                fail(own, failure)


class Loader(Generic[K, V]):
    """Loads values by key for one request; `limit` is the most keys one fetch may carry."""

    def __init__(
        self, request: Dispatcher, name: str, batch_load: BatchLoad[K, V], limit: int | None = None
    ) -> None:
        self.name = name
        self._request = request
        self._batch_load = batch_load
        self._limit = limit
        self._queue: dict[K, list[tuple[asyncio.Future[V | None], Caller]]] = {}
        self._queued_at = 0.0
        self._per_key = 1
        self._sent: dict[K, _Sent[K, V]] = {}

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
        sent = self._sent.get(key)
        # Else what is there, or under way, holds fewer records than wanted.
        if sent is not None and sent.per_key >= per_key:
            if sent.done:
                own.set_result(sent.value)
            else:
                sent.waiting.append(own)
            return own
        self.at_least(per_key)
        if not self._queue:
            self._queued_at = self._request.trace.now()
        self._queue.setdefault(key, []).append((own, caller))
        self._request.asked(self)
        return own

    def dispatch(self) -> None:
        """Send the keys that are still wanted, as many together as the limit allows."""
        queue, self._queue = self._queue, {}
        sent: list[_Sent[K, V]] = []
        for key, waiting in queue.items():
            each: _Sent[K, V] = _Sent(key, self._per_key)
            for own, caller in waiting:
                if not own.done():
                    each.waiting.append(own)
                    each.names.update(caller.names)
            if each.waiting:
                self._sent[key] = each
                sent.append(each)
        size = self._limit or len(sent) or 1
        for start in range(0, len(sent), size):
            self._send(sent[start : start + size])

    def _send(self, together: "Sequence[_Sent[K, V]]") -> None:
        task = asyncio.get_running_loop().create_task(self._batch(together))
        task.add_done_callback(lambda done: self._ended(done, together))
        self._request.sent(task)

    async def _batch(self, together: "Sequence[_Sent[K, V]]") -> None:
        trace, keys = self._request.trace, [each.key for each in together]
        callers = tuple(sorted(set().union(*(each.names for each in together))))
        batch = Batch(self.name, len(keys), callers, self._queued_at, trace.now())
        trace.batches.append(batch)
        found: Mapping[K, V | AggregatorError] = {}
        failure: AggregatorError | None = None
        try:
            found = await self._batch_load(keys, together[0].per_key, batch)
        except AggregatorError as error:
            failure = error
        except Exception:
            log.exception("loader_failed", loader=self.name)
            failure = InternalError("A loader of ours failed", loader=self.name)
        finally:
            batch.ended = trace.now()
        for each in together:
            answer = found.get(each.key) if failure is None else failure
            if answer is None:
                batch.missing += 1
            elif isinstance(answer, AggregatorError):
                batch.failed += 1
                self._forget(each)
            else:
                batch.found += 1
            each.settle(answer)

    def _ended(self, task: "asyncio.Task[None]", together: "Sequence[_Sent[K, V]]") -> None:
        """Answer who still waits for a batch that was ended, be it before it began."""
        if not task.cancelled() and task.exception() is None:
            return
        for each in together:
            if not each.done:
                self._forget(each)
                each.settle(InternalError("The batch was ended", loader=self.name))

    def _forget(self, failed: "_Sent[K, V]") -> None:
        if self._sent.get(failed.key) is failed:
            del self._sent[failed.key]
