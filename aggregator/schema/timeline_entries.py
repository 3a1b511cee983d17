"""What all sources have of a customer, by date: asked for together, put in one order.

The newest n of all are among the newest n of each source, so that each is asked for n. An entry is
in the order of its moment, then of what tells it apart from others of the same moment, so that two
requests agree.
"""

import asyncio
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any

from aggregator.domain.errors import (
    AggregatorError,
    ItemUnreadable,
    NoSourceId,
    SourceNotConnected,
    ValueUnreadable,
)
from aggregator.schema.gathering import LONG_AGO, drop
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.timeline_members import HOLDER, TIMELINE, TimelineMember

if TYPE_CHECKING:
    from aggregator.schema.context import OperationContext

FIELD = f"{HOLDER}.{TIMELINE}"

Place = tuple[int, str, str, str]
"""Where an entry stands: less is newer. Microseconds, what it is, its source, its id there."""

_Asked = tuple[TimelineMember, str, "asyncio.Future[Any] | NoSourceId"]
"""A list, a source of it, and what it will give."""

_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
_MICROSECOND = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class TimelineEntry:
    """An item of a source's list, and where it stands."""

    place: Place
    item: Any
    member: TimelineMember


@dataclass(frozen=True, slots=True)
class TimelineEntries:
    """All that was fetched, the newest first.

    errors   why sources are missing, in the order of the lists, each once; what is unreadable too
    cut      of each list that may go on: where the last entry of it stands
    """

    entries: Sequence[TimelineEntry]
    errors: Sequence[AggregatorError]
    cut: Mapping[tuple[str, str], Place]

    @property
    def sure(self) -> Sequence[TimelineEntry]:
        """Those before which nothing that was not fetched can stand."""
        end = min(self.cut.values(), default=None)
        return [each for each in self.entries if end is None or each.place <= end]


def gather_entries(
    context: "OperationContext", keys: Keys, members: Sequence[TimelineMember], first: int
) -> Coroutine[Any, Any, TimelineEntries]:
    """Ask every source for the newest `first` of each list; all are asked before one is awaited.

    Raises SourceNotConnected when nobody provides any.
    """
    asked = [
        (member, source, found)
        for member in members
        for source, found in context.each_source(member.field, keys, first, member.newest)
    ]
    if not asked:
        raise SourceNotConnected(
            FIELD, f"No connected source provides {FIELD}. Fix: connect one", field=FIELD
        )
    return _gathered(asked, first)


async def _gathered(asked: Sequence[_Asked], first: int) -> TimelineEntries:
    waiting = [found for _, _, found in asked if not isinstance(found, NoSourceId)]
    try:
        await asyncio.gather(*waiting, return_exceptions=True)
    finally:
        drop(waiting)
    return _sorted(asked, first)


def _sorted(asked: Sequence[_Asked], first: int) -> TimelineEntries:
    entries: list[TimelineEntry] = []
    errors: list[AggregatorError] = []
    cut: dict[tuple[str, str], Place] = {}
    for member, source, found in asked:
        if isinstance(found, NoSourceId):
            errors.append(found)
            continue
        failure = found.exception()
        if isinstance(failure, AggregatorError):
            errors.append(failure)
            continue
        items = found.result() or ()  # raises what is a bug
        errors += [item for item in items if isinstance(item, AggregatorError)]
        mine = [
            TimelineEntry(_place(item, member), item, member)
            for item in items
            if not isinstance(item, AggregatorError)
        ]
        entries += mine
        if mine and len(items) >= first:
            cut[member.field, source] = max(each.place for each in mine)
    entries.sort(key=lambda each: each.place)
    return TimelineEntries(entries, _once(errors), cut)


def _once(errors: Sequence[AggregatorError]) -> list[AggregatorError]:
    """Of one source that fails in one way for several lists, once; each unreadable item stays."""
    kept: dict[object, AggregatorError] = {}
    for error in errors:
        source = getattr(error, "source", error.message)
        one = isinstance(error, ItemUnreadable | ValueUnreadable)
        kept.setdefault(error if one else (type(error), source), error)
    return list(kept.values())


def moment_of(item: Any, member: TimelineMember) -> datetime:
    """When an item was; long ago, where nobody can say."""
    found = getattr(item, member.newest, None)
    return found if isinstance(found, datetime) else LONG_AGO


def _place(item: Any, member: TimelineMember) -> Place:
    since = (moment_of(item, member) - _EPOCH) // _MICROSECOND
    return (-since, member.kind, str(item.source), str(item.id))
