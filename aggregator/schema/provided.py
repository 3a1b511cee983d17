"""Fields that a connector provides: how each is found, and where the schema says so.

Which lookup answers is found among the active sources of the request (context.py). A resolver asks
at once, so that no turn of the event loop is lost before a batch is sent. How a common type
declares such a field is in fields.py; this is read without Strawberry, too.
"""

import asyncio
from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from graphql import GraphQLField

from aggregator.domain.errors import AggregatorError, InvalidRequest
from aggregator.domain.lookup import FIRST_MAX
from aggregator.mapping.reading import RecordReading
from aggregator.schema.names import python_name

if TYPE_CHECKING:
    from aggregator.schema.context import OperationContext

FIRST_SAYS = f"How many at most, up to {FIRST_MAX}."
FIRST_USUAL = 10


@dataclass(frozen=True, slots=True)
class ProvidedField:
    """How a field is found, for its resolver and for whoever executes an operation without one.

    find   (context, the object it stands on, `first`) -> the value, or an awaitable of it. Asks at
           once. Raises AggregatorError.
    first  of a list: how many items are usual; None: it is no list
    newest the attribute by which items of a list are merged, newest first
    asks   `Type.field` that the sources are asked for; None: it is found in another way
    name   the attribute of a record that may hold the value itself
    """

    find: "Callable[[OperationContext, Any, int], Any]"
    first: int | None = None
    newest: str | None = None
    asks: str | None = None
    name: str = ""

    def asked_of(self, root: Any) -> str | None:
        """`asks`, or None where the record on which it stands holds the value itself."""
        return None if _holds(root, self.name) else self.asks


def one_of(field: str) -> ProvidedField:
    """A field with one value: the first that is not null, in the order of the sources."""
    name = python_name(field.rpartition(".")[2])

    def find(context: "OperationContext", root: Any, _first: int) -> Any:
        if not _holds(root, name):
            return context.one(field, root.keys)
        value = _held(root, name)
        if value is None:
            return None
        found: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
        found.set_result(value)
        return found

    return ProvidedField(find, asks=field, name=name)


def list_of(field: str, newest: str | None, first: int = FIRST_USUAL) -> ProvidedField:
    """A list: what all sources have.

    Items of several sources are merged by the moment in `newest`, newest first; without it they
    follow the order of the sources.
    """
    name = python_name(field.rpartition(".")[2])

    def find(context: "OperationContext", root: Any, first: int) -> Any:
        bounded(first, field)
        if _holds(root, name):
            return (_held(root, name) or [])[:first]
        return context.many(field, root.keys, first, newest)

    return ProvidedField(find, first, newest, field, name)


def bounded(first: int, field: str) -> int:
    """Give a bound of a list. InvalidRequest: it is none."""
    if not 0 <= first <= FIRST_MAX:
        raise InvalidRequest(f"`first` is a number from 0 to {FIRST_MAX}", field=field)
    return first


def _holds(root: Any, name: str) -> bool:
    """Whether the record itself has the field's value, so that nobody is asked."""
    return isinstance(root, RecordReading) and name in root


def _held(root: Any, name: str) -> Any:
    """Give what the record holds. Raises AggregatorError where that cannot be read."""
    value = getattr(root, name)
    if isinstance(value, AggregatorError):
        raise value
    return value


def provided_by(field: GraphQLField) -> ProvidedField | None:
    """How a field of the schema is found; None when it is not provided."""
    found = field.extensions.get(PROVIDED)
    if found is None and (declared := field.extensions.get(_STRAWBERRY)) is not None:
        found = declared.metadata.get(PROVIDED)
    return found if isinstance(found, ProvidedField) else None


def attribute_of(field: GraphQLField) -> str | None:
    """The attribute that a field of the schema is read from; None when its value is computed."""
    declared = field.extensions.get(_STRAWBERRY)
    if declared is None:
        return field.extensions.get(ATTRIBUTE)
    return declared.python_name if declared.base_resolver is None else None


PROVIDED = "provided"
ATTRIBUTE = "attribute"
"""Under which name a field of the schema has its `ProvidedField`, or the attribute it is read from,
where it is not declared in Python (declared/extend.py), or known when the schema is built."""

_STRAWBERRY = "strawberry-definition"
