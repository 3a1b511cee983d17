"""Links are found by whom they mean and by what ended them, no more by record and by import.

An import writes into each index of the links of everybody who is new; into this one of nobody's.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0007"
down_revision = "0006"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_ENDED = sa.text("ended_by IS NOT NULL")
_OF_AN_IMPORT = sa.text("import_id IS NOT NULL")


def upgrade() -> None:
    op.drop_index("ix_links_record", "links")
    op.drop_index("ix_links_import", "links")
    op.create_index(
        "ix_links_ended_by",
        "links",
        ["workspace_id", "ended_by"],
        sqlite_where=_ENDED,
        postgresql_where=_ENDED,
    )


def downgrade() -> None:
    op.drop_index("ix_links_ended_by", "links")
    op.create_index("ix_links_record", "links", ["workspace_id", "subject", "record_id"])
    op.create_index(
        "ix_links_import",
        "links",
        ["workspace_id", "import_id"],
        sqlite_where=_OF_AN_IMPORT,
        postgresql_where=_OF_AN_IMPORT,
    )
