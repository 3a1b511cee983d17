"""Pages of customers, with a search."""

from sqlalchemy import ColumnElement, func, or_, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_customer_id
from aggregator.directory.matches import load_customers
from aggregator.directory.tables import customers, identities
from aggregator.directory.values import CustomerPage
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import MAX_LENGTH, storable

MAX_PAGE = 500
_EMPTY = CustomerPage(matches=(), has_next=False, end=None, total=0)


async def page(
    connection: AsyncConnection,
    workspace_id: str,
    first: int,
    after: str | None = None,
    search: str | None = None,
) -> CustomerPage:
    """Give the next `first` customers after the one whose id is `after`, oldest first.

    `search` finds a part of the name, of an e-mail (in any of its spellings) or of an id, whatever
    its case. Four statements. InvalidRequest when `first` is out of bounds, or `after` no id that
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
    condition = customers.c.workspace_id == workspace_id
    if term:
        condition &= _contains(workspace_id, term)
    total = (
        await connection.execute(select(func.count()).select_from(customers).where(condition))
    ).scalar_one()
    statement = select(customers.c.id).where(condition).order_by(customers.c.id).limit(first + 1)
    if after is not None:
        statement = statement.where(customers.c.id > after)
    found = list((await connection.execute(statement)).scalars())
    ids = found[:first]
    matches = await load_customers(connection, workspace_id, ids)
    return CustomerPage(
        matches=tuple(matches[id_] for id_ in ids),
        has_next=len(found) > first,
        end=ids[-1] if ids else None,
        total=total,
    )


def _contains(workspace_id: str, term: str) -> ColumnElement[bool]:
    # An e-mail is kept as DNS has it and as it was received: people look for what they read.
    spellings = (identities.c.value_norm, identities.c.value_raw)
    own = select(identities.c.subject_id).where(
        identities.c.workspace_id == workspace_id,
        identities.c.subject == "customer",
        identities.c.system == "",
        identities.c.valid_to.is_(None),
        or_(*(func.lower(each).contains(term, autoescape=True) for each in spellings)),
    )
    return or_(
        customers.c.name_norm.contains(term, autoescape=True),
        customers.c.id.in_(own),
        customers.c.id == term,
    )
