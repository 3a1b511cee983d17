"""E-mails and domains are compared anew: see domain/identity.py.

They were case folded, by which two people could be one. What is compared is made again of what was
received; a value that no longer counts as anybody's is kept and found by nobody ("").
"""

import sqlalchemy as sa
from alembic import op

from aggregator.domain.identity import DOMAIN, EMAIL, normalise

revision = "0002"
down_revision = "0001"
branch_labels = None
depends_on = None

_KEY = ("workspace_id", "id")
_identities = sa.table(
    "identities",
    *(sa.column(name, sa.Text) for name in (*_KEY, "system", "kind", "value_norm", "value_raw")),
)


def upgrade() -> None:
    connection = op.get_bind()
    columns = _identities.c
    ours = sa.select(_identities).where(columns.system == "", columns.kind.in_((EMAIL, DOMAIN)))
    changed = [
        {"workspace": row.workspace_id, "link": row.id, "norm": norm}
        for row in connection.execute(ours)
        if (norm := normalise(row.kind, row.value_raw) or "") != row.value_norm
    ]
    if not changed:
        return
    connection.execute(
        sa.update(_identities)
        .where(
            columns.workspace_id == sa.bindparam("workspace"), columns.id == sa.bindparam("link")
        )
        .values(value_norm=sa.bindparam("norm")),
        changed,
    )
