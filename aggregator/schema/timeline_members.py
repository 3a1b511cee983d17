"""Which lists of a customer make up the timeline: all that a source gives and that have a date.

It follows from the schema, so that a list which a connector declares is in it as any other.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass

from graphql import (
    GraphQLObjectType,
    GraphQLSchema,
    get_named_type,
    get_nullable_type,
    is_enum_type,
    is_list_type,
)

from aggregator.mapping.formatters import name_in_words
from aggregator.schema.names import python_name
from aggregator.schema.promises import is_record_type
from aggregator.schema.provided import provided_by

HOLDER = "Customer"
TIMELINE = "timeline"

TIMELINE_PAGE = "timelinePage"
_MADE_OF_LISTS = frozenset({TIMELINE, TIMELINE_PAGE})

_TITLES = ("subject", "title", "name", "number", "summary", "description")
_AMOUNTS = ("total", "amount")


@dataclass(frozen=True, slots=True)
class TimelineMember:
    """A list, and what of an item is shown: names of attributes; None where its type has none.

    kind    its type in words: "Ticket"
    newest  the moment that the list is in the order of, else the first that its type has
    """

    field: str
    kind: str
    newest: str
    title: str | None
    status: str | None
    amount: str | None
    url: str | None


def members_of(schema: GraphQLSchema) -> tuple[TimelineMember, ...]:
    """List them in the order of the schema's fields."""
    holder = schema.type_map[HOLDER]
    assert isinstance(holder, GraphQLObjectType)  # noqa: S101 for mypy
    found = []
    for name, field in holder.fields.items():
        of = get_named_type(field.type)
        if not is_list_type(get_nullable_type(field.type)) or not is_record_type(of):
            continue
        assert isinstance(of, GraphQLObjectType)  # noqa: S101 for mypy
        how = provided_by(field)
        newest = (how.newest if how else None) or _first(of, "DateTime")
        if newest is not None:
            found.append(_member(name, of, newest))
    return tuple(found)


def expanded(schema: GraphQLSchema, holder: str, names: Iterable[str]) -> Iterator[str]:
    """Give names of fields, those that are made of others as these others."""
    for name in names:
        if holder == HOLDER and name in _MADE_OF_LISTS:
            yield from (member.field.rpartition(".")[2] for member in members_of(schema))
        else:
            yield name


def with_timeline_sources(
    schema: GraphQLSchema, provided: Mapping[str, list[str]]
) -> Mapping[str, list[str]]:
    """Add that the timeline comes from whatever provides one of its lists."""
    lists = [provided.get(member.field, ()) for member in members_of(schema)]
    sources = list(dict.fromkeys(source for each in lists for source in each))
    return {**provided, **{f"{HOLDER}.{name}": sources for name in (TIMELINE, TIMELINE_PAGE)}}


def _member(name: str, of: GraphQLObjectType, newest: str) -> TimelineMember:
    return TimelineMember(
        field=f"{HOLDER}.{name}",
        kind=name_in_words(of.name),
        newest=newest,
        title=_first(of, "String", _TITLES),
        status=_status(of),
        amount=_first(of, "Money", _AMOUNTS) or _first(of, "Money"),
        url=_first(of, "URL"),
    )


def _status(of: GraphQLObjectType) -> str | None:
    field = of.fields.get("status")
    kind = None if field is None else get_nullable_type(field.type)
    return "status" if is_enum_type(kind) or getattr(kind, "name", "") == "String" else None


def _first(of: GraphQLObjectType, kind: str, names: Sequence[str] | None = None) -> str | None:
    """Give the attribute of the first field that is one value of a kind; of `names`, if given."""
    for name in of.fields if names is None else names:
        field = of.fields.get(name)
        if field is not None and getattr(get_nullable_type(field.type), "name", "") == kind:
            return python_name(name)
    return None
