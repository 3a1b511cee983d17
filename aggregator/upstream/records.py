"""The records of an answer, given back to the keys that asked, each on its proof.

A record shows whose it is: by a field that holds the key (or a list with it among others), by the
key that its answer repeats, or by the place where it stands. Servers ignore a filter they do not
know, find by a part of a key, and mix up answers: what does not show its key is never given to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.domain.identity import EMAIL, lower, normalise
from aggregator.domain.lookup import Record
from aggregator.mapping.paths import Getter, Unreadable
from aggregator.mapping.records import exact


class WrongShape(Exception):
    """An answer is not what its lookup declares. The message says what, without any value."""


@dataclass(slots=True)
class ProofCounts:
    """How many records came, and what became of those that are nobody's.

    foreign   records of keys that were not asked: dropped
    unproven  records that show no key: nobody's for certain
    """

    received: int = 0
    foreign: int = 0
    unproven: int = 0


class Grouped:
    """Records by key, at most `maximum` of each, in the order they came.

    What is no object, or shows no key, is nobody's for certain: whoever could have one more record
    has None in its place. Keys of the kind `email` are told apart as the directory does, whatever
    spelling a record has. Without `match` all records are the only key's. `wide`: the system is
    known to answer with records of other keys too.
    """

    def __init__(
        self,
        kind: str,
        keys: Sequence[str],
        maximum: int,
        match: Getter | None,
        *,
        in_lower: bool = False,
        wide: bool = False,
    ) -> None:
        self.counts = ProofCounts()
        self._norm = mailbox if kind == EMAIL else lower if in_lower else str
        """Writes a key as keys are told apart."""
        self._keys = keys
        self._maximum = maximum
        self._match = match
        self._wide = wide
        self._found: dict[str, list[Record]] = {self._norm(key): [] for key in keys}
        self._open = len(self._found)
        self._proven = 0

    @property
    def complete(self) -> bool:
        """Every key has all the records it may have."""
        return self._open == 0

    @property
    def wanting(self) -> Sequence[str]:
        """Keys that could have more."""
        return [key for key in self._keys if len(self._found[self._norm(key)]) < self._maximum]

    @property
    def empty(self) -> bool:
        return not any(self._found.values())

    @property
    def kept(self) -> int:
        """How many records are held."""
        return sum(map(len, self._found.values()))

    @property
    def without(self) -> Sequence[str]:
        """Keys that have no record."""
        return [key for key in self._keys if not self._found[self._norm(key)]]

    def is_of(self, key: str, named: Sequence[str]) -> bool:
        """Whether `key` is one of those that an answer names."""
        return any(self._norm(each) == self._norm(key) for each in named)

    def add(self, records: object) -> None:
        """Take one page's records; those of keys that nobody asked are dropped.

        A null among them stands for a key the source does not know (some answer position by
        position). Raises WrongShape when there is no list.
        """
        for record in listed(records):
            self.counts.received += 1
            self._add(record)

    def disown(self, records: object) -> None:
        """Take one page that is for another key, by its own account. Raises WrongShape."""
        whole = listed(records)
        self.counts.received += len(whole)
        self.counts.foreign += len(whole)

    def is_key(self, told: object) -> bool:
        """Whether `told` is a key that was asked. Raises Unreadable."""
        return bool(self._among(told))

    def _add(self, record: Any) -> None:
        found = self._shown(record)
        if found is None:
            self.counts.unproven += 1
            return
        if not found:
            self.counts.foreign += 1
            return
        self._proven += 1
        for records in found:
            if len(records) < self._maximum:
                records.append(record)
                if len(records) == self._maximum:
                    self._open -= 1

    def _shown(self, record: Any) -> Sequence[list[Record]] | None:
        """Find whose a record shows to be, among those that asked; None: it shows no key."""
        if not isinstance(record, dict):
            return None
        try:
            return self._among(self._keys[0] if self._match is None else self._match(record))
        except Unreadable:
            return None

    def _among(self, shown: object) -> Sequence[list[Record]] | None:
        """Find those who asked by what a record shows: a key, or a list of keys."""
        if isinstance(shown, list):
            keys = [key for key in map(_key, shown) if key is not None]
            if not keys:
                return None
            norms = dict.fromkeys(map(self._norm, keys))
            return [self._found[norm] for norm in norms if norm in self._found]
        key = exact(shown)
        if key is None:
            return None
        records = self._found.get(self._norm(key))
        return () if records is None else [records]

    def by_key(self) -> dict[str, list[Record | None]]:
        """Keys without a record are absent; for which that means nothing, `doubtful` says.

        Raises WrongShape when nothing could be matched of what came: to drop that would turn a
        changed source into "this customer has none".
        """
        counts = self.counts
        if counts.unproven and not self._proven and not counts.foreign:
            raise WrongShape("with no record that has the key its lookup matches by")
        found: dict[str, list[Record | None]] = {}
        for key in self._keys:
            records = self._found[self._norm(key)]
            whole: list[Record | None] = [*records]
            if counts.unproven:
                whole += self._lost(records)
            if whole:
                found[key] = whole
        return found

    def doubtful(self, *, mixed_up: bool = False) -> Sequence[str]:
        """Keys of which it is not known what they have.

        They have none in an answer that holds records of other keys: the system did not heed what
        it was asked for, and who knows what it left out. Or they could have more, in one that is
        foreign for the most part. `mixed_up`: another answer of the same call holds such records.
        """
        foreign = self.counts.foreign
        if self._wide or not (foreign or mixed_up):
            return ()
        mostly = foreign > self._proven
        return [key for key in self.wanting if mostly or not self._found[self._norm(key)]]

    def _lost(self, records: Sequence[Record]) -> Sequence[None]:
        return (None,) * min(self.counts.unproven, self._maximum - len(records))


def mailbox(key: str) -> str:
    """Write an address as addresses are compared; what is none, as it is."""
    return normalise(EMAIL, key) or key


def listed(records: object) -> list[Any]:
    """Give what stands where the records are, without nulls. Raises WrongShape: it is no list."""
    if not isinstance(records, list):
        raise WrongShape("with no list of records where its lookup says they are")
    return [record for record in records if record is not None] if None in records else records


def _key(item: object) -> str | None:
    try:
        return None if item is None else exact(item)
    except Unreadable:
        return None
