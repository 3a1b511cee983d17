"""Pages of customers: searched, filtered, from either end."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_customer_id
from aggregator.directory.kinds import ACCOUNT_LINK, DISPLAY_NAME, KINDS, OWNER, TAG
from aggregator.directory.read.by_name import NamePlace, place_of, places_by_name
from aggregator.directory.read.matches import load_customers
from aggregator.directory.tables import links, subjects
from aggregator.directory.values import EVERYBODY, CustomerPage, CustomersListed, CustomersWanted
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import MAX_LENGTH, storable
from aggregator.domain.names import name_key
from aggregator.store.prepared import PreparedReads

MAX_PAGE = 500
_SEARCHED = (*KINDS["customer"], DISPLAY_NAME)
_EMPTY = CustomerPage(matches=(), has_next=False, end=None, total=0)


async def page(
    connection: AsyncConnection,
    reads: PreparedReads,
    workspace_id: str,
    first: int,
    after: str | None = None,
    wanted: CustomersWanted = EVERYBODY,
) -> CustomerPage:
    """Give the next `first` of the customers `wanted` after the one whose id is `after`.

    A cursor is an id, and ids ascend, or a place among names (by_name.py): whoever is added,
    changed or gone meanwhile moves nobody else from one page to another. `wanted.search` finds a
    part of the name, of an e-mail (in any of its spellings) or of an id, whatever its case. Three
    statements; four by name. InvalidRequest when `first` is out of bounds, or `after` no cursor of
    this order.
    """
    if not 0 <= first <= MAX_PAGE:
        raise InvalidRequest(f"first is {first}. Rule: 0 to {MAX_PAGE}.", first=first)
    place = _place(after, wanted.order)
    term = (wanted.search or "").strip().casefold()
    if not storable(term) or len(term) > MAX_LENGTH:
        return _EMPTY
    if not all(storable(text) for text in _texts(wanted)):
        return _EMPTY
    everybody = and_(
        subjects.c.workspace_id == workspace_id,
        subjects.c.subject == "customer",
        subjects.c.merged_into.is_(None),
    )
    filters = [*([_contains(workspace_id, term)] if term else ()), *_filters(workspace_id, wanted)]
    condition = and_(everybody, *filters)
    many = _many(condition) if filters else _many_there_are(workspace_id)
    total = (await connection.execute(select(many))).scalar_one()
    if wanted.order is CustomersListed.NAME:
        found = await places_by_name(connection, workspace_id, condition, place, first + 1)
    else:
        found = await _by_age(connection, condition, place, first + 1, wanted.order)
    listed = found[:first]
    matches = await load_customers(reads, workspace_id, [each.id for each in listed])
    by_name = wanted.order is CustomersListed.NAME
    cursors = tuple(each.cursor if by_name else each.id for each in listed)
    return CustomerPage(
        matches=tuple(matches[each.id] for each in listed),
        has_next=len(found) > first,
        end=cursors[-1] if cursors else None,
        total=total,
        places=cursors,
    )


def _many(condition: ColumnElement[bool]) -> ColumnElement[int]:
    return select(func.count()).select_from(subjects).where(condition).scalar_subquery()


def _many_there_are(workspace_id: str) -> ColumnElement[int]:
    """Count all ids and those that were merged, each in an index: no row of the table is read."""
    of = subjects.c.workspace_id == workspace_id, subjects.c.subject == "customer"
    return _many(and_(*of)) - _many(and_(*of, subjects.c.merged_into.isnot(None)))


def _place(after: str | None, order: CustomersListed) -> NamePlace | None:
    if after is None:
        return None
    if order is CustomersListed.NAME:
        place = place_of(after)
    else:
        place = NamePlace(None, after) if is_customer_id(after) else None
    if place is None:
        raise InvalidRequest(
            "`after` is no cursor of this list. Fix: give the `endCursor` of the page before, and "
            "the same order"
        )
    return place


async def _by_age(
    connection: AsyncConnection,
    wanted: ColumnElement[bool],
    after: NamePlace | None,
    most: int,
    order: CustomersListed,
) -> list[NamePlace]:
    """Ids ascend as people are added."""
    id_, newest = subjects.c.id, order is CustomersListed.NEWEST
    statement = select(id_).where(wanted).limit(most).order_by(id_.desc() if newest else id_)
    if after is not None:
        statement = statement.where(id_ < after.id if newest else id_ > after.id)
    return [NamePlace(None, each) for each in (await connection.execute(statement)).scalars()]


async def is_empty(connection: AsyncConnection, workspace_id: str) -> bool:
    """Whether a workspace knows no customer."""
    one = select(subjects.c.id).where(
        subjects.c.workspace_id == workspace_id, subjects.c.subject == "customer"
    )
    return (await connection.execute(one.limit(1))).first() is None


def _texts(wanted: CustomersWanted) -> Iterator[str]:
    """What is asked for as it stands."""
    texts = (wanted.account, wanted.tag, wanted.owner, wanted.linked, wanted.not_linked)
    return (each for each in texts if each is not None)


def _filters(workspace_id: str, wanted: CustomersWanted) -> Iterator[ColumnElement[bool]]:
    valid = select(links.c.subject_id).where(
        links.c.workspace_id == workspace_id,
        links.c.subject == "customer",
        links.c.valid_to.is_(None),
    )
    said = ((ACCOUNT_LINK, wanted.account), (TAG, wanted.tag), (OWNER, wanted.owner))
    for kind, value in said:
        if value is not None:
            yield subjects.c.id.in_(
                valid.where(
                    links.c.system == "", links.c.kind == kind, links.c.value_norm == value.strip()
                )
            )
    for key, has in ((wanted.linked, True), (wanted.not_linked, False)):
        if key is not None:
            system, _, kind = key.strip().partition(".")
            of_source = valid.where(links.c.system == system, links.c.system != "")
            linked = subjects.c.id.in_(of_source.where(links.c.kind == kind) if kind else of_source)
            yield linked if has else ~linked


def _contains(workspace_id: str, term: str) -> ColumnElement[bool]:
    key = name_key(term)
    # An e-mail is kept as DNS has it and as it was received: people look for what they read.
    spellings = (func.lower(links.c.value_norm), func.lower(links.c.value_raw))
    own = select(links.c.subject_id).where(
        links.c.workspace_id == workspace_id,
        links.c.subject == "customer",
        links.c.system == "",
        links.c.kind.in_(_SEARCHED),
        links.c.valid_to.is_(None),
        or_(
            *(each.contains(term, autoescape=True) for each in spellings),
            *([links.c.value_norm.contains(key, autoescape=True)] if key else []),
        ),
    )
    return or_(subjects.c.id.in_(own), subjects.c.id == term)
