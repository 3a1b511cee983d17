"""Names are sorted and searched without accents: their keys are made anew (domain/names.py)."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

from aggregator.domain.names import name_key

revision = "0006"
down_revision = "0005"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_PAGE = 5_000
_links = sa.table(
    "links",
    *(sa.column(name, sa.Text) for name in ("workspace_id", "id", "system", "kind")),
    *(sa.column(name, sa.Text) for name in ("value_norm", "value_raw")),
)


def upgrade() -> None:
    connection, columns, after = op.get_bind(), _links.c, ("", "")
    one = (
        sa.update(_links)
        .where(columns.workspace_id == sa.bindparam("of"), columns.id == sa.bindparam("link"))
        .values(value_norm=sa.bindparam("norm"))
    )
    while True:
        names = (
            sa.select(_links)
            .where(columns.kind == "display_name", columns.system == "")  # no source's id
            .where(sa.tuple_(columns.workspace_id, columns.id) > sa.tuple_(*map(sa.literal, after)))
            .order_by(columns.workspace_id, columns.id)
            .limit(_PAGE)
        )
        found = connection.execute(names).all()
        if not found:
            return
        after = (found[-1].workspace_id, found[-1].id)
        changed = [
            {"of": row.workspace_id, "link": row.id, "norm": norm}
            for row in found
            if (norm := name_key(row.value_raw)) != row.value_norm
        ]
        if changed:
            connection.execute(one, changed)
