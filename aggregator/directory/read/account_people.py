"""The people of one account, a page at a time."""

from collections.abc import Sequence

from sqlalchemy import and_, func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import is_customer_id
from aggregator.directory.kinds import ACCOUNT_LINK
from aggregator.directory.read.family import records_of
from aggregator.directory.tables import links, subjects
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.pages import check_page_size


async def account_people(
    connection: AsyncConnection, workspace_id: str, account_id: str, first: int, after: str | None
) -> tuple[Sequence[str], bool, int]:
    """Give ids of people who belong to an account, oldest first; whether more follow; how many.

    Of an account with which others were merged, theirs too. InvalidRequest: `first` is out of
    bounds, `after` is no id that a customer could have.
    """
    check_page_size(first, "people")
    if after is not None and not is_customer_id(after):
        raise InvalidRequest(
            "`after` is no cursor of this list. Fix: give the `endCursor` of the page before"
        )
    records = await records_of(connection, workspace_id, "account", account_id)
    belong = select(links.c.subject_id).where(
        links.c.workspace_id == workspace_id,
        links.c.subject == "customer",
        links.c.system == "",
        links.c.kind == ACCOUNT_LINK,
        links.c.value_norm.in_(records),
        links.c.valid_to.is_(None),
    )
    condition = and_(
        subjects.c.workspace_id == workspace_id,
        subjects.c.subject == "customer",
        subjects.c.merged_into.is_(None),
        subjects.c.id.in_(belong),
    )
    total = await connection.execute(select(func.count()).select_from(subjects).where(condition))
    wanted = select(subjects.c.id).where(condition).order_by(subjects.c.id).limit(first + 1)
    if after is not None:
        wanted = wanted.where(subjects.c.id > after)
    found = list((await connection.execute(wanted)).scalars())
    return found[:first], len(found) > first, total.scalar_one()
