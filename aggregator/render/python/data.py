"""What a Python card is given of its query: frozen objects in which a failed field is no value."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any

from aggregator.domain.errors import AggregatorError

FAILED = "__failed__"
"""The slot in which an object keeps its failed fields: no field of a query has such a name."""


class FieldFailed(BaseException):
    """A field was read that failed: it is neither null nor empty.

    No `Exception`, so that an `except Exception` in a card does not pass a failure off as a value.
    """

    def __init__(self, name: str, error: AggregatorError) -> None:
        super().__init__(f"{name} failed: {error.code}")
        self.error = error


class Markdown(str):
    """Text in Plain's subset of markdown, as the schema promises: it may be shown as such."""

    __slots__ = ()


class Data:
    """What the classes of a query have in common. A failed field has no value in it."""

    __slots__ = (FAILED,)

    if not TYPE_CHECKING:  # for a type checker, an object has the fields it has and no others

        def __getattr__(self, name: str) -> Any:
            error = failures_of(self).get(name)
            if error is None:
                raise AttributeError(f"{type(self).__name__} has no field {name}")
            raise FieldFailed(name, error)


def failures_of(data: Data) -> Mapping[str, AggregatorError]:
    """Give the failed fields of an object; none of one that was made by hand."""
    try:
        found: Mapping[str, AggregatorError] = object.__getattribute__(data, FAILED)
    except AttributeError:
        return {}
    return found
