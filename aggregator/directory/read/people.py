"""Pages of customers: searched, filtered, from either end."""

from collections.abc import Iterator

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_customer_id
from aggregator.directory.kinds import ACCOUNT_LINK, DISPLAY_NAME, KINDS, OWNER, TAG
from aggregator.directory.read.matches import load_customers
from aggregator.directory.tables import links, subjects
from aggregator.directory.values import EVERYBODY, CustomerPage, CustomersWanted
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import MAX_LENGTH, storable
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

    A cursor is an id, and ids ascend: whoever is added, changed or gone meanwhile moves nobody from
    one page to another. `wanted.search` finds a part of the name, of an e-mail (in any of its
    spellings) or of an id, whatever its case. Three statements. InvalidRequest when `first` is out
    of bounds, or `after` no id that a customer could have.
    """
    if not 0 <= first <= MAX_PAGE:
        raise InvalidRequest(f"first is {first}. Rule: 0 to {MAX_PAGE}.", first=first)
    if after is not None and not is_customer_id(after):
        raise InvalidRequest(
            "`after` is no cursor of this list. Fix: give the `endCursor` of the page before"
        )
    term = (wanted.search or "").strip().casefold()
    if not storable(term) or len(term) > MAX_LENGTH:
        return _EMPTY
    if not all(storable(text) for text in _texts(wanted)):
        return _EMPTY
    condition = and_(
        subjects.c.workspace_id == workspace_id,
        subjects.c.subject == "customer",
        subjects.c.merged_into.is_(None),
    )
    if term:
        condition &= _contains(workspace_id, term)
    for each in _filters(workspace_id, wanted):
        condition &= each
    total = (
        await connection.execute(select(func.count()).select_from(subjects).where(condition))
    ).scalar_one()
    id_ = subjects.c.id
    statement = select(id_).where(condition).limit(first + 1)
    statement = statement.order_by(id_.desc() if wanted.newest_first else id_)
    if after is not None:
        statement = statement.where(id_ < after if wanted.newest_first else id_ > after)
    found = list((await connection.execute(statement)).scalars())
    ids = found[:first]
    matches = await load_customers(reads, workspace_id, ids)
    return CustomerPage(
        matches=tuple(matches[id_] for id_ in ids),
        has_next=len(found) > first,
        end=ids[-1] if ids else None,
        total=total,
    )


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
    # An e-mail is kept as DNS has it and as it was received: people look for what they read.
    spellings = (func.lower(links.c.value_norm), func.lower(links.c.value_raw))
    own = select(links.c.subject_id).where(
        links.c.workspace_id == workspace_id,
        links.c.subject == "customer",
        links.c.system == "",
        links.c.kind.in_(_SEARCHED),
        links.c.valid_to.is_(None),
        or_(*(each.contains(term, autoescape=True) for each in spellings)),
    )
    return or_(subjects.c.id.in_(own), subjects.c.id == term)
