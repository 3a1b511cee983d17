"""Who may have no name is marked: the list of customers by name ends with them."""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_MARK = """
UPDATE subjects SET nameless = true WHERE NOT EXISTS (
    SELECT 1 FROM links WHERE links.workspace_id = subjects.workspace_id
    AND links.subject = subjects.subject AND links.subject_id = subjects.id
    AND links.system = '' AND links.kind = 'display_name' AND links.valid_to IS NULL)
"""
_NAMELESS = {"sqlite": "nameless IS 1", "postgresql": "nameless IS true"}


def upgrade() -> None:
    nameless = sa.Column("nameless", sa.Boolean, nullable=False, server_default=sa.false())
    op.add_column("subjects", nameless)
    op.execute(_MARK)
    where = sa.text(_NAMELESS[op.get_bind().dialect.name])
    op.create_index(
        "ix_subjects_nameless",
        "subjects",
        ["workspace_id", "subject", "id"],
        sqlite_where=where,
        postgresql_where=where,
    )


def downgrade() -> None:
    op.drop_index("ix_subjects_nameless", "subjects")
    op.drop_column("subjects", "nameless")
