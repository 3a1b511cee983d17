"""E-mails that our own systems said are verified.

Until links had a source, whoever wrote them was the company, and every e-mail was kept as claimed.
"""

from collections.abc import Sequence

from alembic import op

revision = "0004"
down_revision = "0003"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None


def upgrade() -> None:
    op.execute(
        "UPDATE links SET trust = 'verified' WHERE source = 'migration' AND trust = 'claimed'"
    )


def downgrade() -> None:
    """Nothing: which of them were claimed is not known any more, and no table changed."""
