"""Reading customers and accounts whole: what is valid of them, and their keys in the sources."""

from collections.abc import Sequence

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import (
    ACCOUNT_LINK,
    DISPLAY_NAME,
    EXTERNAL_ID,
    OWN_ID,
    PLAIN_ID,
    SubjectKind,
)
from aggregator.directory.read.links import LinkSet, chunks, known
from aggregator.directory.tables import subjects
from aggregator.domain.customer import AccountMatch, CustomerMatch
from aggregator.domain.identity import DOMAIN, EMAIL

_NO_LINKS = LinkSet()

# Built once: building a statement costs more than running it.
_THERE = select(subjects.c.id).where(
    subjects.c.workspace_id == bindparam("workspace"),
    subjects.c.subject == bindparam("subject"),
    subjects.c.id.in_(bindparam("ids", expanding=True)),
    subjects.c.merged_into.is_(None),
)


async def load_customers(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> dict[str, CustomerMatch]:
    """Read customers by our own ids, in two statements; ids that name none are absent."""
    found: dict[str, CustomerMatch] = {}
    for id_, links in (await _load(connection, workspace_id, "customer", ids)).items():
        own = links.own
        found[id_] = CustomerMatch(
            id=id_,
            name=own.get(DISPLAY_NAME),
            email=own.get(EMAIL),
            external_id=own.get(EXTERNAL_ID),
            plain_id=own.get(PLAIN_ID),
            account_id=own.get(ACCOUNT_LINK),
            matched_by=OWN_ID["customer"],
            keys=links.keys,
        )
    return found


async def load_accounts(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> dict[str, AccountMatch]:
    """Read accounts by our own ids, in two statements; ids that name none are absent."""
    found: dict[str, AccountMatch] = {}
    for id_, links in (await _load(connection, workspace_id, "account", ids)).items():
        own = links.own
        found[id_] = AccountMatch(
            id=id_,
            name=own.get(DISPLAY_NAME),
            external_id=own.get(EXTERNAL_ID),
            plain_id=own.get(PLAIN_ID),
            domain=own.get(DOMAIN),
            matched_by=OWN_ID["account"],
            keys=links.keys,
        )
    return found


async def _load(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, ids: Sequence[str]
) -> dict[str, LinkSet]:
    """Read what is valid of each that is there, however little that is."""
    links = await known(connection, workspace_id, subject, ids)
    there: dict[str, LinkSet] = {}
    for piece in chunks(ids):
        values = {"workspace": workspace_id, "subject": subject, "ids": piece}
        for id_ in (await connection.execute(_THERE, values)).scalars():
            there[id_] = links.get(id_, _NO_LINKS)
    return there
