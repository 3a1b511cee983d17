"""The timeline: what happened around a customer, of every list that has a date.

As a list for cards, planned and asked for as any other list. By pages for whoever reads on: one
page begins where the one before ended, whatever came in meanwhile.
"""

import base64
import json
from collections.abc import Sequence
from datetime import datetime
from typing import Annotated, Any

import strawberry
from graphql import GraphQLField, GraphQLObjectType, GraphQLSchema
from strawberry.types import Info

from aggregator.domain.errors import AggregatorError, InvalidRequest
from aggregator.domain.lookup import FIRST_MAX
from aggregator.domain.money import Money
from aggregator.domain.pages import check_page_size
from aggregator.mapping.formatters import name_in_words
from aggregator.schema.context import OperationContext
from aggregator.schema.errors import CODES
from aggregator.schema.gathering import under_way
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.page_info import PageAfter, PageInfo, PageSize
from aggregator.schema.provided import (
    FIRST_SAYS,
    FIRST_USUAL,
    PROVIDED,
    ProvidedField,
    bounded,
    provided_by,
)
from aggregator.schema.scalars import UrlText
from aggregator.schema.timeline_entries import (
    FIELD,
    Place,
    TimelineEntries,
    TimelineEntry,
    gather_entries,
)
from aggregator.schema.timeline_members import (
    HOLDER,
    TIMELINE,
    TIMELINE_PAGE,
    TimelineMember,
    members_of,
)

_MEMBERS = "members"


@strawberry.type(description="Something that happened around a customer, as its source tells it.")
class TimelineItem:
    source: str = strawberry.field(description="The name of the source that it came from.")
    id: strawberry.ID | None = strawberry.field(description="Its id in that source.")
    kind: str = strawberry.field(description="What it is, in words: `Ticket`, `Invoice`...")
    at: datetime | None = strawberry.field(description="When it was, or last changed.")
    title: str | None = strawberry.field(description="What it is about, or its number.")
    status: str | None = strawberry.field(description="Where it stands, in words: `Past due`.")
    amount: Money | None = strawberry.field(description="The whole amount, of what has one.")
    url: UrlText | None = strawberry.field(description="Where to see it in its own system.")


@strawberry.type(description="A source that is missing, and why.")
class MissingSource:
    name: str | None = strawberry.field(description="Its name; null: it is about all of them.")
    code: str = strawberry.field(description="`SOURCE_TIMEOUT`, `NO_SOURCE_ID`...")
    message: str = strawberry.field(description="The same in words.")


@strawberry.type(description="A page of the timeline, the newest first.")
class TimelinePage:
    nodes: list[TimelineItem] = strawberry.field(description="What happened.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")
    missing: list[MissingSource] = strawberry.field(
        description="Which sources are missing, in whole or in part, and why; empty: none is."
    )


def timeline_of(members: Sequence[TimelineMember]) -> ProvidedField:
    """The newest of all lists; an error behind them stands for each source that is missing."""

    def find(context: OperationContext, root: Any, first: int) -> Any:
        bounded(first, FIELD)
        if first == 0:
            return []
        return under_way(_list(gather_entries(context, root.keys, members, first), first))

    return ProvidedField(find, FIRST_USUAL)


async def _list(found: Any, first: int) -> list[Any]:
    entries: TimelineEntries = await found
    return [*map(_item, entries.entries[:first]), *entries.errors]


def with_timeline(schema: GraphQLSchema) -> GraphQLSchema:
    """Let the timeline of `schema` be made of its own lists, those that connectors declare too.

    `schema` is changed: nobody has it yet.
    """
    holder = schema.type_map[HOLDER]
    assert isinstance(holder, GraphQLObjectType)  # noqa: S101 for mypy
    members = members_of(schema)
    given: dict[str, dict[str, Any]] = {
        TIMELINE: {PROVIDED: timeline_of(members)},
        TIMELINE_PAGE: {_MEMBERS: members},
    }
    for name, extensions in given.items():
        field = holder.fields[name]
        field.extensions = {**field.extensions, **extensions}
    return schema


def _resolve(
    root: Any,
    info: Info[OperationContext, None],
    first: Annotated[int, strawberry.argument(description=FIRST_SAYS)] = FIRST_USUAL,
) -> Any:
    how = provided_by(_field(info))
    assert how is not None  # noqa: S101 with_timeline() said so
    return how.find(info.context, root, first)


async def _resolve_page(
    root: Any,
    info: Info[OperationContext, None],
    first: PageSize = 25,
    after: PageAfter = None,
    kinds: Annotated[
        list[str] | None,
        strawberry.argument(description='Only these: `["Ticket", "Conversation"]`.'),
    ] = None,
) -> TimelinePage:
    members: Sequence[TimelineMember] = _field(info).extensions[_MEMBERS]
    return await _page(info.context, root.keys, _chosen(members, kinds), first, after or None)


def _field(info: Info[OperationContext, None]) -> GraphQLField:
    raw = info._raw_info  # noqa: SLF001 -- the schema's own field is nowhere else
    field: GraphQLField = raw.parent_type.fields[raw.field_name]
    return field


def timeline_field() -> Any:
    """The list as it is declared; what it is made of is known when the schema is built."""
    return strawberry.field(
        resolver=_resolve,
        description="All of their lists that have a date as one, newest first: tickets, invoices "
        "and so on. A null at its end stands for a source that is missing; `errors` says why.",
    )


def timeline_page_field() -> Any:
    """The same by pages."""
    return strawberry.field(
        resolver=_resolve_page,
        description="The timeline by pages: at most the newest "
        f"{FIRST_MAX} of each list of each source.",
    )


async def _page(
    context: OperationContext,
    keys: Keys,
    members: Sequence[TimelineMember],
    first: int,
    after: str | None,
) -> TimelinePage:
    check_page_size(first, TIMELINE_PAGE)
    depth, behind = (0, None) if after is None else _read_cursor(after)
    wanted = min(depth + first + 1, FIRST_MAX)
    while True:
        found = await gather_entries(context, keys, members, wanted)
        sure = [each for each in found.sure if behind is None or each.place > behind]
        if len(sure) > first or not found.cut or wanted == FIRST_MAX:
            break
        wanted = min(2 * wanted, FIRST_MAX)  # much came in since the page before
    if wanted == FIRST_MAX:  # nothing more can be had of any: what there is, is all there is
        sure = [each for each in found.entries if behind is None or each.place > behind]
    more = len(sure) > first
    beyond = [_beyond(*each) for each in sorted(found.cut)] if wanted == FIRST_MAX else []
    entries = sure[:first]
    end = _cursor(depth + len(entries), entries[-1].place) if entries else None
    return TimelinePage(
        nodes=[_item(each) for each in entries],
        page_info=PageInfo(
            has_next_page=more,
            has_previous_page=after is not None,
            start_cursor=_cursor(depth + 1, entries[0].place) if entries else None,
            end_cursor=end,
        ),
        missing=[*map(_missing, found.errors), *([] if more else beyond)],
    )


def _chosen(
    members: Sequence[TimelineMember], kinds: Sequence[str] | None
) -> Sequence[TimelineMember]:
    """Choose the lists that are meant. InvalidRequest: there is none of a kind."""
    if kinds is None:
        return members
    known = {member.kind for member in members}
    if not kinds or not known.issuperset(kinds):
        names = ", ".join(sorted(known))
        raise InvalidRequest(f"`kinds` names some of: {names}", field=TIMELINE_PAGE)
    return [member for member in members if member.kind in kinds]


def _item(entry: TimelineEntry) -> TimelineItem:
    item, member = entry.item, entry.member

    def read(name: str | None) -> Any:
        return None if name is None else getattr(item, name, None)

    status = read(member.status)
    return TimelineItem(
        source=item.source,
        id=item.id,
        kind=member.kind,
        at=read(member.newest),
        title=read(member.title),
        status=name_in_words(status) if isinstance(status, str) and status else status,
        amount=read(member.amount),
        url=read(member.url),
    )


def _missing(error: AggregatorError) -> MissingSource:
    source = getattr(error, "source", None)
    return MissingSource(name=source, code=CODES[type(error)], message=error.message)


def _beyond(field: str, source: str) -> MissingSource:
    name = field.rpartition(".")[2]
    message = f"Only the newest {FIRST_MAX} {name} of {source} are listed"
    return MissingSource(name=source, code="ONLY_NEWEST", message=message)


def _cursor(depth: int, place: Place) -> str:
    """Write where a page ends, and how many were before: so many more are asked for."""
    return base64.urlsafe_b64encode(json.dumps([depth, *place]).encode()).decode()


def _read_cursor(text: str) -> tuple[int, Place]:
    try:
        read = json.loads(base64.urlsafe_b64decode(text.encode("ascii")))
        depth, moment, kind, source, id_ = read
        place: Place = (moment, kind, source, id_)
        right = type(depth) is type(moment) is int and all(isinstance(i, str) for i in place[1:])
    except (ValueError, TypeError, RecursionError):
        right = False
    if not right or depth < 0:
        raise InvalidRequest(
            "`after` is no cursor of this list. Fix: give the `endCursor` of the page before"
        )
    return depth, place
