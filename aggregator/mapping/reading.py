"""A source's object, read field by field when a field is asked for and never before."""

from collections.abc import Callable, Mapping
from typing import Any

FieldReader = Callable[[Mapping[str, Any]], Any]
"""From a record to a field's value. What cannot be read is an exception, RETURNED in its place:
GraphQL's executor raises it at exactly that field, or at that item of a list."""


class RecordReading:
    """An attribute a field, each read once: None for null, or the error that stands for it.

    It has no method with a name that a field may have.
    """

    __slots__ = ("_found", "_readers", "_record")

    def __init__(self, readers: Mapping[str, FieldReader], record: Mapping[str, Any]) -> None:
        self._readers = readers
        self._record = record
        self._found: dict[str, Any] = {}

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_"):
            raise AttributeError(name)
        return read_field(self, name)

    def __contains__(self, name: str) -> bool:
        """Whether something is read as `name`, be it null."""
        return name in self._readers


def read_field(reading: RecordReading, name: str) -> Any:
    """Give an attribute of a reading, without the search that Python makes for one first."""
    found = reading._found  # noqa: SLF001 -- the other half of the class
    if name in found:
        return found[name]
    read = reading._readers.get(name)  # noqa: SLF001
    if read is None:
        raise AttributeError(f"nothing is read as {name!r}")
    value = found[name] = read(reading._record)  # noqa: SLF001
    return value
