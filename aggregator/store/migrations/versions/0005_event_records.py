"""Every record that an edit named, and not the second alone.

Of an edit, `events.other_id` was a second record that it named. Now each has a row of its own;
`other_id` is the other one of a pair. What a third one was is not known of older edits.
"""

from collections.abc import Sequence

import sqlalchemy as sa
from alembic import op

revision = "0005"
down_revision = "0004"
branch_labels: Sequence[str] | None = None
depends_on: Sequence[str] | None = None

_MOVE = (
    """
    INSERT INTO event_records (workspace_id, seq, place, record_id)
    SELECT workspace_id, seq, 0, other_id FROM events
    WHERE kind IN ('upsert', 'link', 'edit') AND other_id IS NOT NULL
    """,
    """
    UPDATE events SET other_id = NULL
    WHERE kind IN ('upsert', 'link', 'edit') AND other_id IS NOT NULL
    """,
)


def _code() -> sa.String:
    return sa.String(64).with_variant(sa.String(64, collation="C"), "postgresql")


def upgrade() -> None:
    op.create_table(
        "event_records",
        sa.Column("workspace_id", _code(), nullable=False),
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("place", sa.BigInteger, nullable=False),
        sa.Column("record_id", _code(), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "seq", "place", name="pk_event_records"),
    )
    for statement in _MOVE:
        op.execute(statement)
    op.create_index(
        "ix_event_records_record", "event_records", ["workspace_id", "record_id", "seq"]
    )
