"""Reading customers and accounts whole: the row, its identities, its keys in the sources."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.links import EXTERNAL_ID, OWN_ID, PLAIN_ID, LinkSet, chunks, known
from aggregator.directory.tables import accounts, customers
from aggregator.domain.customer import AccountMatch, CustomerMatch
from aggregator.domain.identity import DOMAIN, EMAIL

_NO_LINKS = LinkSet()

# Built once: building a statement costs more than running it.
_CUSTOMERS = select(customers.c.id, customers.c.name, customers.c.account_id).where(
    customers.c.workspace_id == bindparam("workspace"),
    customers.c.id.in_(bindparam("ids", expanding=True)),
)
_ACCOUNTS = select(accounts.c.id, accounts.c.name).where(
    accounts.c.workspace_id == bindparam("workspace"),
    accounts.c.id.in_(bindparam("ids", expanding=True)),
)


async def load_customers(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> dict[str, CustomerMatch]:
    """Read customers by our own ids, in two statements; ids that name none are absent."""
    links = await known(connection, workspace_id, "customer", ids)
    found: dict[str, CustomerMatch] = {}
    for piece in chunks(ids):
        values = {"workspace": workspace_id, "ids": piece}
        for id_, name, account_id in await connection.execute(_CUSTOMERS, values):
            own, keys = (about := links.get(id_, _NO_LINKS)).own, about.keys
            found[id_] = CustomerMatch(
                id=id_,
                name=name,
                email=own.get(EMAIL),
                external_id=own.get(EXTERNAL_ID),
                plain_id=own.get(PLAIN_ID),
                account_id=account_id,
                matched_by=OWN_ID["customer"],
                keys=keys,
            )
    return found


async def load_accounts(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> dict[str, AccountMatch]:
    """Read accounts by our own ids, in two statements; ids that name none are absent."""
    links = await known(connection, workspace_id, "account", ids)
    found: dict[str, AccountMatch] = {}
    for piece in chunks(ids):
        values = {"workspace": workspace_id, "ids": piece}
        for id_, name in await connection.execute(_ACCOUNTS, values):
            own, keys = (about := links.get(id_, _NO_LINKS)).own, about.keys
            found[id_] = AccountMatch(
                id=id_,
                name=name,
                external_id=own.get(EXTERNAL_ID),
                plain_id=own.get(PLAIN_ID),
                domain=own.get(DOMAIN),
                matched_by=OWN_ID["account"],
                keys=keys,
            )
    return found
