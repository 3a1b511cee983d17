"""Pages of customers, with a search."""

from sqlalchemy import ColumnElement, and_, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_customer_id
from aggregator.directory.kinds import DISPLAY_NAME, KINDS
from aggregator.directory.read.matches import load_customers
from aggregator.directory.tables import links, subjects
from aggregator.directory.values import CustomerPage
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
    search: str | None = None,
) -> CustomerPage:
    """Give the next `first` customers after the one whose id is `after`, oldest first.

    `search` finds a part of the name, of an e-mail (in any of its spellings) or of an id, whatever
    its case. Three statements. InvalidRequest when `first` is out of bounds, or `after` no id that
    a customer could have.
    """
    if not 0 <= first <= MAX_PAGE:
        raise InvalidRequest(f"first is {first}. Rule: 0 to {MAX_PAGE}.", first=first)
    if after is not None and not is_customer_id(after):
        raise InvalidRequest(
            "`after` is no cursor of this list. Fix: give the `endCursor` of the page before"
        )
    term = (search or "").strip().casefold()
    if not storable(term) or len(term) > MAX_LENGTH:
        return _EMPTY
    condition = and_(
        subjects.c.workspace_id == workspace_id,
        subjects.c.subject == "customer",
        subjects.c.merged_into.is_(None),
    )
    if term:
        condition &= _contains(workspace_id, term)
    total = (
        await connection.execute(select(func.count()).select_from(subjects).where(condition))
    ).scalar_one()
    statement = select(subjects.c.id).where(condition).order_by(subjects.c.id).limit(first + 1)
    if after is not None:
        statement = statement.where(subjects.c.id > after)
    found = list((await connection.execute(statement)).scalars())
    ids = found[:first]
    matches = await load_customers(reads, workspace_id, ids)
    return CustomerPage(
        matches=tuple(matches[id_] for id_ in ids),
        has_next=len(found) > first,
        end=ids[-1] if ids else None,
        total=total,
    )


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
