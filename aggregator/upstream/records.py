"""The records of an answer, given back to the keys that asked, whatever their order."""

from collections.abc import Sequence
from typing import Any

from aggregator.domain.identity import EMAIL, lower, normalise
from aggregator.domain.lookup import Record
from aggregator.mapping.paths import Getter, Unreadable
from aggregator.mapping.records import exact


class WrongShape(Exception):
    """An answer is not what its lookup declares. The message says what, without any value."""


class Grouped:
    """Records by key, at most `maximum` of each, in the order they came.

    What is no object, or lacks the key it answers, is nobody's for certain: whoever could have one
    more record has None in its place. Keys of the kind `email` are told apart as the directory
    does, whatever spelling a record has. Without `match` all records are the only key's.
    """

    def __init__(
        self,
        kind: str,
        keys: Sequence[str],
        maximum: int,
        match: Getter | None,
        *,
        in_lower: bool = False,
    ) -> None:
        self._kind = kind
        self._lower = in_lower
        self._keys = keys
        self._maximum = maximum
        self._match = match
        self._found: dict[str, list[Record]] = {self._norm(key): [] for key in keys}
        self._open = len(self._found)
        self._matched = False
        self._strays = 0

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

    def add(self, records: object) -> None:
        """Take one page's records; those of keys that nobody asked are dropped.

        A null among them stands for a key the source does not know (some answer position by
        position). Raises WrongShape when there is no list.
        """
        if not isinstance(records, list):
            raise WrongShape("with no list of records where its lookup says they are")
        for record in records:
            if record is not None:
                self._add(record)

    def _add(self, record: Any) -> None:
        key = self._key(record)
        if key is None:
            self._strays += 1
            return
        self._matched = True
        found = self._found.get(self._norm(key))
        if found is None or len(found) >= self._maximum:
            return
        found.append(record)
        if len(found) == self._maximum:
            self._open -= 1

    def _key(self, record: Any) -> str | None:
        if not isinstance(record, dict):
            return None
        if self._match is None:
            return self._keys[0]
        try:
            return exact(self._match(record))
        except Unreadable:
            return None

    def by_key(self) -> dict[str, list[Record | None]]:
        """Keys without a record are absent.

        Raises WrongShape when nothing could be matched of what came: to drop that would turn a
        changed source into "this customer has none".
        """
        if self._strays and not self._matched:
            raise WrongShape("with no record that has the key its lookup matches by")
        found = ((key, self._found[self._norm(key)]) for key in self._keys)
        whole = ((key, [*records, *self._lost(records)]) for key, records in found)
        return {key: records for key, records in whole if records}

    def _lost(self, records: Sequence[Record]) -> Sequence[None]:
        return (None,) * min(self._strays, self._maximum - len(records))

    def _norm(self, key: str) -> str:
        if self._kind == EMAIL:
            return normalise(EMAIL, key) or key
        return lower(key) if self._lower else key
