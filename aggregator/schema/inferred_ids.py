"""Ids that a source named when it was asked by an e-mail address or an external id.

Many systems know a person by an id of their own, and find it by an address: the first of two calls.
What it named is remembered for a short while, so that the next request begins with the second. It
is never more than a short-cut:

- It is of one source with one credential, one lookup and one address, as it was written.
- It is an id that the directory could link, and nothing else of the record that names it.
- It says nothing by itself: where the second call has nothing, or shows another address than it
  was found by, the source is asked from the start, as if nothing were remembered.
- It stands beside nothing that the first call gives: a request that reads some of that asks.
- It is dropped with everything else that is kept of somebody when the directory changes.

Why not for longer: docs/adr/0016.
"""

import time
from collections import Counter
from collections.abc import Callable, Hashable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from sys import getsizeof
from typing import Any, NamedTuple

from aggregator.cache import Cache
from aggregator.domain.customer import OWN_KEYS
from aggregator.domain.deadline import Clock
from aggregator.domain.errors import AggregatorError, AmbiguousCustomer
from aggregator.domain.identity import EMAIL, normalise
from aggregator.schema.lookup_plan import Keys, LookupStep
from aggregator.schema.systems import Provider, ProviderRoute, Source

_WORDS = {"external_id": "external id", EMAIL: "e-mail"}

ID_BYTES = 1_600
"""What an id takes beside its texts: its key, its places in the cache and among its person's.
Measured by tests/schema/test_inferred_ids.py."""

AskedFields = frozenset[str] | None
"""`Type.field`s that a request reads of sources; None: that is not known."""


@dataclass(frozen=True, slots=True)
class InferredId:
    """What a source named: kind of key -> id. `asked_by` is the kind, `value` what it was asked."""

    source: str
    asked_by: str
    value: str
    keys: Mapping[str, str]
    checked_at: datetime

    @property
    def reason(self) -> str:
        return f"found by {_WORDS[self.asked_by]} {self.value} in {self.source}"


class AskedSource(NamedTuple):
    """Who was asked what: `source` is a client of its own for each address and credential."""

    workspace_id: str
    source: Source
    lookup: str
    key: str


def _utc_now() -> datetime:
    return datetime.now(UTC)


class InferredIds:
    """What all sources of all workspaces named, for `seconds` each."""

    def __init__(
        self,
        seconds: float,
        *,
        entries: int,
        size: int,
        clock: Clock = time.monotonic,
        now: Callable[[], datetime] = _utc_now,
    ) -> None:
        self._seconds = seconds
        self._cache: Cache[Hashable, InferredId] = Cache(entries=entries, size=size, clock=clock)
        self._now = now
        self._forgotten: Counter[str] = Counter()

    def __len__(self) -> int:
        return len(self._cache)

    @property
    def size(self) -> int:
        """Bytes of all that is kept, as counted."""
        return self._cache.size

    def state(self, workspace_id: str) -> int:
        """Name the state of a workspace's directory: what is found while it changes is not kept."""
        return self._forgotten[workspace_id]

    def get(self, at: "AskedSource") -> InferredId | None:
        kept = self._cache.get(at)
        return kept.value if kept else None

    def keep(self, at: "AskedSource", kind: str, keys: Mapping[str, str]) -> None:
        """Keep what a source named, asked by a `kind` of id; no keys: it named nobody."""
        person = normalise(kind, at.key)
        if not self._seconds or not keys or person is None:
            self._cache.drop(at)
            return
        self._cache.keep(
            at,
            InferredId(at.source.name, kind, at.key, keys, self._now()),
            ttl=self._seconds,
            size=ID_BYTES + sum(map(getsizeof, (at.key, person, *keys.values()))),
            people=((at.workspace_id,), (at.workspace_id, person), _tag(at.source)),
        )

    def forget_people(self, workspace_id: str, values: Iterable[str]) -> int:
        """Drop all of whoever is known by one of these, as identities are compared."""
        self._forgotten[workspace_id] += 1
        return sum(self._cache.forget((workspace_id, value)) for value in values)

    def forget_workspace(self, workspace_id: str) -> int:
        self._forgotten[workspace_id] += 1
        return self._cache.forget((workspace_id,))

    def forget_source(self, source: Source) -> int:
        """Drop what a source named that is asked no more: its address or credential changed."""
        return self._cache.forget(_tag(source))


class RequestInferredIds:
    """What one request may use of it, and adds to it.

    Within a request an address means one person in a source: once something was shown of whom it
    named before, nothing is shown of whom it names now.
    """

    def __init__(self, ids: InferredIds, workspace_id: str, asked: AskedFields) -> None:
        self._ids = ids
        self._workspace_id = workspace_id
        self._asked = asked
        self._state = ids.state(workspace_id)
        self._begun: dict[Hashable, InferredId] = {}
        self._shown: set[Hashable] = set()
        self._named: dict[Hashable, Mapping[str, str]] = {}

    def begin_with(self, route: ProviderRoute, key: object) -> InferredId | None:
        """What the first of a route named for `key` before; None where it is to be asked."""
        provider, onward = route[0], route[1]
        at = self._at(provider, key)
        if at is None or at in self._named:
            return None
        found = self._begun.get(at) or self._ids.get(at)
        if found is None or onward.step.key not in found.keys:
            return None
        asked = self._asked
        if asked is None or not asked.isdisjoint(provider.lookup.provides):
            return None
        self._begun[at] = found
        return found

    def may_show(self, provider: Provider, begun: InferredId, found: Any) -> bool:
        """Whether what was found by an id of before may be shown; then it is.

        Not, where it is nothing: perhaps the id is nobody's any more. Nor where the source has
        named another one meanwhile, or what was found bears another address.
        """
        at = self._at(provider, begun.value)
        named = self._named.get(at)
        if _is_nothing(found) or not (named is None or named == begun.keys):
            return False
        if not _bears(found, begun):
            return False
        self._shown.add(at)
        return True

    def came(self, provider: Provider, key: object, keys: Keys) -> None:
        """Learn what `provider` has just named for `key`; no keys: nobody.

        Raises AmbiguousCustomer where something was shown of whom it named before.
        """
        at = self._at(provider, key)
        if at is None:
            return
        named = self._named[at] = _linkable(provider.source, keys)
        if self._state == self._ids.state(self._workspace_id):
            self._ids.keep(at, provider.lookup.key, named)
        if at in self._shown and self._begun[at].keys != named:
            raise AmbiguousCustomer(
                f"{provider.source.name} names somebody else by this "
                f"{_WORDS[provider.lookup.key]} than a moment ago. Fix: ask again",
                kind=provider.lookup.key,
            )

    def known(self, source: Source, keys: Keys) -> Iterator[InferredId]:
        """Everything that `source` named for somebody who has these `keys`."""
        for lookup in source.connector.lookups:
            step = LookupStep(source.name, lookup)
            key = step.key_in(keys) if lookup.key in OWN_KEYS else None
            if isinstance(key, str):
                found = self._ids.get(AskedSource(self._workspace_id, source, lookup.name, key))
                if found is not None:
                    yield found

    def _at(self, provider: Provider, key: object) -> "AskedSource | None":
        if not isinstance(key, str) or provider.lookup.key not in OWN_KEYS:
            return None
        return AskedSource(self._workspace_id, provider.source, provider.lookup.name, key)


def _tag(source: Source) -> Hashable:
    return ("source", id(source))  # what is kept of it has it in its key: no other has its id


def _is_nothing(found: Any) -> bool:
    return found is None or (isinstance(found, list | tuple) and not found)


def _bears(found: Any, begun: InferredId) -> bool:
    """Whether it may be of the address that was asked by; where it shows none, nobody can tell."""
    if begun.asked_by != EMAIL or isinstance(found, list | tuple):
        return True
    shown = getattr(found, EMAIL, None)
    if shown is None or isinstance(shown, AggregatorError):
        return True
    return normalise(EMAIL, str(shown)) == normalise(EMAIL, begun.value)


def _linkable(source: Source, keys: Keys) -> Mapping[str, str]:
    """The ids among the keys of a record that the directory could link."""
    kinds = source.connector.directory
    names = (f"{source.name}.{kind}" for kind in (*kinds.customer, *kinds.account))
    return {name: id_ for name in names if isinstance(id_ := keys.get(name), str)}
