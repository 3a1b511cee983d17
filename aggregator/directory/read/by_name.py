"""Customers in the order of their names: of the one that is shown; whoever has none comes last.

A place in the list is the key of a name and an id, so that a page goes on where the one before
ended, whoever was renamed, added or erased meanwhile.
"""

import base64
import binascii
from typing import Any, NamedTuple

import orjson
from sqlalchemy import ColumnElement, Select, and_, case, exists, or_, select, true, tuple_
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_customer_id
from aggregator.directory.kinds import DISPLAY_NAME, LinkTrust
from aggregator.directory.read.chosen import SOURCE_ORDER
from aggregator.directory.tables import links, subjects
from aggregator.domain.identity import MAX_LENGTH, storable

_CURSOR = "name."
_MOST = 8 * MAX_LENGTH
"""Characters of a cursor: a key's bytes, escaped."""


class NamePlace(NamedTuple):
    """Where somebody stands: by the key of their name (None: they have none), then by their id."""

    key: str | None
    id: str

    @property
    def cursor(self) -> str:
        packed = base64.urlsafe_b64encode(orjson.dumps([self.key, self.id]))
        return _CURSOR + packed.decode().rstrip("=")


def place_of(cursor: str) -> NamePlace | None:
    """Read a cursor; None: it is none of this order."""
    if not cursor.startswith(_CURSOR) or len(cursor) > _MOST:
        return None
    packed = cursor.removeprefix(_CURSOR)
    try:
        said = orjson.loads(base64.b64decode(packed + "=" * (-len(packed) % 4), b"-_", True))
    except (binascii.Error, ValueError):
        return None
    match said:
        case [None | str() as key, str() as id_] if is_customer_id(id_):
            return NamePlace(key, id_) if storable(key or "") else None
    return None


async def places_by_name(
    connection: AsyncConnection,
    workspace_id: str,
    wanted: ColumnElement[bool],
    after: NamePlace | None,
    most: int,
) -> list[NamePlace]:
    """Give the next `most` places behind `after`, of subjects that are `wanted`. Two statements."""
    found: list[NamePlace] = []
    if after is None or after.key is not None:
        named = _named(workspace_id, wanted, after).limit(most)
        found = [NamePlace(key, id_) for key, id_ in await connection.execute(named)]
    if len(found) < most:
        behind = after.id if after is not None and after.key is None else ""
        ids = _nameless(workspace_id, wanted, behind).limit(most - len(found))
        found += [NamePlace(None, id_) for id_ in (await connection.execute(ids)).scalars()]
    return found


def _is_name(of: Any, workspace_id: str) -> ColumnElement[bool]:
    return and_(
        of.workspace_id == workspace_id,
        of.subject == "customer",
        of.system == "",
        of.kind == DISPLAY_NAME,
        of.valid_to.is_(None),
    )


def _rank(of: Any) -> ColumnElement[Any]:
    """What comes first is shown: as chosen.py has it."""
    sources = {source: rank for rank, source in enumerate(SOURCE_ORDER)}
    return tuple_(
        case((of.trust == LinkTrust.VERIFIED.value, 0), else_=1),
        case(sources, value=of.source, else_=len(sources)),
        case((of.record_id == of.subject_id, 0), else_=1),
        -of.added_by,
        of.id,
    )


def _named(workspace_id: str, wanted: ColumnElement[bool], after: NamePlace | None) -> Select[Any]:
    shown, other = links.c, links.alias("other").c
    better = exists().where(
        _is_name(other, workspace_id),
        other.subject_id == shown.subject_id,
        _rank(other) < _rank(shown),
    )
    named = (
        select(shown.value_norm, shown.subject_id)
        .join(
            subjects,
            and_(
                subjects.c.workspace_id == shown.workspace_id,
                subjects.c.subject == shown.subject,
                subjects.c.id == shown.subject_id,
            ),
        )
        .where(_is_name(shown, workspace_id), wanted, ~better)
        .order_by(shown.value_norm, shown.subject_id)
    )
    if after is None:
        return named
    # The first part alone is what an index answers.
    return named.where(
        shown.value_norm >= after.key,
        or_(shown.value_norm > after.key, shown.subject_id > after.id),
    )


def _nameless(workspace_id: str, wanted: ColumnElement[bool], behind: str) -> Select[Any]:
    named = exists().where(_is_name(links.c, workspace_id), links.c.subject_id == subjects.c.id)
    return (
        select(subjects.c.id)
        .where(subjects.c.nameless.is_(true()), wanted, ~named, subjects.c.id > behind)
        .order_by(subjects.c.id)
    )
