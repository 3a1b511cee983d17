"""The records of an answer, given back to the keys that asked, whatever their order."""

from collections.abc import Mapping, Sequence
from typing import Any

from aggregator.domain.identity import EMAIL, normalise
from aggregator.mapping.paths import Getter

Record = Mapping[str, Any]
"""One raw object from a source, as its JSON was decoded."""


class WrongShape(Exception):
    """An answer is not what its lookup declares. The message says what, without any value."""


class Grouped:
    """Records by key, at most `most` of each, in the order they came.

    Keys of the kind `email` are told apart as the directory does, whatever spelling a record has.
    """

    def __init__(self, kind: str, keys: Sequence[str], most: int, match: Getter) -> None:
        self._kind = kind
        self._keys = keys
        self._most = most
        self._match = match
        self._found: dict[str, list[Record]] = {self._norm(key): [] for key in keys}
        self._open = len(self._found)

    @property
    def complete(self) -> bool:
        """Every key has all the records it may have."""
        return self._open == 0

    def add(self, records: object) -> None:
        """Take one page's records; those of keys that nobody asked are dropped.

        A null among them stands for a key the source does not know (some answer position by
        position). Anything else that cannot be matched raises WrongShape: to drop it would turn
        a changed source into "this customer has none".
        """
        if not isinstance(records, list):
            raise WrongShape("with no list of records where its lookup says they are")
        for record in records:
            if record is None:
                continue
            if not isinstance(record, dict):
                raise WrongShape("with a record that is not an object")
            self._add(record)

    def _add(self, record: Record) -> None:
        key = self._match(record)
        if isinstance(key, bool) or not isinstance(key, str | int):
            raise WrongShape("with a record that lacks the key its lookup matches by")
        found = self._found.get(self._norm(str(key)))
        if found is None or len(found) >= self._most:
            return
        found.append(record)
        if len(found) == self._most:
            self._open -= 1

    def by_key(self) -> dict[str, list[Record]]:
        """Keys without a record are absent."""
        found = ((key, self._found[self._norm(key)]) for key in self._keys)
        return {key: records for key, records in found if records}

    def _norm(self, key: str) -> str:
        return (normalise(EMAIL, key) or key) if self._kind == EMAIL else key
