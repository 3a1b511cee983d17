"""Ids that were found by asking a source; e-mails that our own systems said are verified.

Until links had a source, whoever wrote them was the company, and every e-mail was kept as claimed.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def _code(length: int = 64) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def upgrade() -> None:
    op.execute(
        "UPDATE links SET trust = 'verified' WHERE source = 'migration' AND trust = 'claimed'"
    )
    op.create_table(
        "found_ids",
        sa.Column("workspace_id", _code(), nullable=False),
        sa.Column("subject_id", _code(), nullable=False),
        sa.Column("system", _code(), nullable=False),
        sa.Column("kind", _code(), nullable=False),
        sa.Column("value", _code(512), nullable=False),
        sa.Column("found_by", _code(), nullable=False),
        sa.Column("asked", _code(512), nullable=False),
        sa.Column("lookup", _code(), nullable=False),
        sa.Column("found_at", sa.BigInteger, nullable=False),
        sa.Column("expires_at", sa.BigInteger, nullable=False),
        sa.PrimaryKeyConstraint(
            "workspace_id", "subject_id", "system", "kind", name=op.f("pk_found_ids")
        ),
    )


def downgrade() -> None:
    op.drop_table("found_ids")
