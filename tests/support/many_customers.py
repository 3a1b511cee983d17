"""A directory of very many customers, made in a moment."""

from sqlalchemy import text
from sqlalchemy.ext.asyncio import AsyncConnection

_NUMBERS = {
    "sqlite": (
        "WITH RECURSIVE numbers(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM numbers LIMIT :count) ",
        "numbers",
    ),
    "postgresql": ("", "(SELECT generate_series(1, CAST(:count AS integer)) AS n) AS numbers"),
}
_AT = "'2026-11-30 10:00:00'"
_LINKS = (
    ("customer", "", "external_id", "'x' || n", "true"),
    ("customer", "", "email", "'e' || n || '@acme' || (n % 1000) || '.com'", "false"),
    ("customer", "billing", "customer", "'cus_' || n", "false"),
)


async def fill(connection: AsyncConnection, workspace_id: str, customers: int) -> None:
    """Make `customers` people with three links each, by statements of the database's own."""
    numbers, source = _NUMBERS[connection.dialect.name]
    await connection.execute(
        text(
            "INSERT INTO subjects "  # noqa: S608 -- our own words
            f"(workspace_id, subject, id, created_by, created_at, nameless) {numbers}"
            f"SELECT :workspace, 'customer', 'cust_' || n, n, {_AT}, true FROM {source}"
        ),
        {"count": customers, "workspace": workspace_id},
    )
    for subject, system, kind, value, exclusive in _LINKS:
        await connection.execute(
            text(
                "INSERT INTO links (workspace_id, id, subject, subject_id, record_id, system, "  # noqa: S608 -- our own words
                "kind, value_norm, value_raw, trust, exclusive, source, actor, added_by, "
                f"valid_from) {numbers}"
                f"SELECT :workspace, '{kind}{system}_' || n, '{subject}', 'cust_' || n, "
                f"'cust_' || n, '{system}', '{kind}', {value}, {value}, 'verified', "
                f"{exclusive}, 'import', 'soak', n, {_AT} FROM {source}"
            ),
            {"count": customers, "workspace": workspace_id},
        )
