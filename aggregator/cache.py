"""The one cache: bounded in entries and bytes, stale entries kept apart from fresh ones.

What is kept can be forgotten by person: each entry is tagged with everyone it speaks of.
"""

import time
from collections import OrderedDict
from collections.abc import Collection, Hashable
from dataclasses import dataclass
from typing import Generic, TypeVar

from aggregator.domain.deadline import Clock

K = TypeVar("K", bound=Hashable)
V = TypeVar("V")


@dataclass(frozen=True, slots=True)
class CacheEntry(Generic[V]):
    """A value in the cache and how old it is, in seconds; `fresh` until its TTL has passed."""

    value: V
    age: float
    fresh: bool


@dataclass(slots=True)
class _Entry(Generic[V]):
    value: V
    at: float
    ttl: float
    until: float
    size: int
    people: frozenset[Hashable]


class Cache(Generic[K, V]):
    """Keeps the most recently used `entries`, at most `size` bytes (by the callers' own count)."""

    def __init__(self, *, entries: int, size: int, clock: Clock = time.monotonic) -> None:
        self._entries: OrderedDict[K, _Entry[V]] = OrderedDict()
        self._by_person: dict[Hashable, set[K]] = {}
        self._maximum = entries
        self._room = size
        self._clock = clock
        self.size = 0

    def __len__(self) -> int:
        return len(self._entries)

    def keep(
        self,
        key: K,
        value: V,
        *,
        ttl: float,
        stale: float = 0.0,
        size: int = 1,
        people: Collection[Hashable] = (),
    ) -> None:
        """Keep `value`: fresh for `ttl` seconds, then stale for `stale` more. Replaces the old."""
        tags = frozenset(people)
        now = self._clock()
        until = now + ttl + stale
        before = self._entries.get(key)
        if before is not None and before.people == tags and size <= self._room:
            # Most of what is kept is kept again: whose it is, is known then.
            self.size += size - before.size
            before.value, before.size = value, size
            before.at, before.ttl, before.until = now, ttl, until
            self._entries.move_to_end(key)
        else:
            self.drop(key)
            if size > self._room:
                return
            for person in tags:
                self._by_person.setdefault(person, set()).add(key)
            self._entries[key] = _Entry(value, now, ttl, until, size, tags)
            self.size += size
        while self.size > self._room or len(self._entries) > self._maximum:
            self.drop(next(iter(self._entries)))

    def get(self, key: K) -> CacheEntry[V] | None:
        """What is kept under `key`, fresh or stale; None when nothing is, any more."""
        entry = self._entries.get(key)
        if entry is None:
            return None
        now = self._clock()
        if now >= entry.until:
            self.drop(key)
            return None
        self._entries.move_to_end(key)
        return CacheEntry(entry.value, now - entry.at, now < entry.at + entry.ttl)

    def drop(self, key: K) -> None:
        """Keep nothing under `key` any longer."""
        entry = self._entries.pop(key, None)
        if entry is None:
            return
        self.size -= entry.size
        for person in entry.people:
            keys = self._by_person[person]
            keys.discard(key)
            if not keys:
                del self._by_person[person]

    def forget(self, person: Hashable) -> int:
        """Drop every entry tagged with `person`; how many there were."""
        keys = list(self._by_person.get(person, ()))
        for key in keys:
            self.drop(key)
        return len(keys)
