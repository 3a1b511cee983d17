"""The tags and owners that may be given to somebody."""

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.kinds import TAG
from aggregator.directory.tables import allowed_values
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.identity import storable
from aggregator.store.bulk import bulk_insert

_LONGEST = 120


async def allowed(connection: AsyncConnection, workspace_id: str, field: str) -> list[str]:
    """List them: `vip`, `tier=gold`."""
    columns = allowed_values.c
    found = await connection.execute(
        select(columns.name, columns.value).where(
            columns.workspace_id == workspace_id, columns.field == field
        )
    )
    return sorted(f"{name}={value}" if value else name for name, value in found)


async def allow(
    connection: AsyncConnection, workspace_id: str, field: str, names: list[str]
) -> list[str]:
    """Add what is not there yet; gives what was added. InvalidRequest: a name is no name."""
    there = set(await allowed(connection, workspace_id, field))
    new = [name for name in dict.fromkeys(map(str.strip, names)) if name not in there]
    rows = []
    for name in new:
        bare, _, value = name.partition("=") if field == TAG else (name, "", "")
        if not bare or len(name) > _LONGEST or not storable(name) or "," in name or ";" in name:
            raise InvalidRequest(
                f"'{name[:40]}' is no {field}. Rule: 1 to {_LONGEST} characters, no comma."
            )
        rows.append({"workspace_id": workspace_id, "field": field, "name": bare, "value": value})
    if rows:
        await bulk_insert(connection, allowed_values, rows)
    return new
