"""Directory: accounts, customers and their identities."""

import sqlalchemy as sa
from alembic import op

revision = "0001"
down_revision = None
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "accounts",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_accounts"),
    )
    op.create_table(
        "customers",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("name", sa.Text),
        sa.Column("name_norm", sa.Text),
        sa.Column("account_id", sa.String(64)),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_customers"),
        sa.ForeignKeyConstraint(
            ["workspace_id", "account_id"],
            ["accounts.workspace_id", "accounts.id"],
            name="fk_customers_workspace_id_account_id_accounts",
        ),
    )
    op.create_index(
        "ix_customers_workspace_id_account_id", "customers", ["workspace_id", "account_id"]
    )
    op.create_table(
        "identities",
        sa.Column("workspace_id", sa.String(64), nullable=False),
        sa.Column("id", sa.String(64), nullable=False),
        sa.Column("subject", sa.String(16), nullable=False),
        sa.Column("subject_id", sa.String(64), nullable=False),
        sa.Column("system", sa.String(64), nullable=False),
        sa.Column("kind", sa.String(64), nullable=False),
        sa.Column("value_norm", sa.String(512), nullable=False),
        sa.Column("value_raw", sa.Text, nullable=False),
        sa.Column("trust", sa.String(16), nullable=False),
        sa.Column("exclusive", sa.Boolean, nullable=False),
        sa.Column("created_at", sa.DateTime(timezone=True), nullable=False),
        sa.Column("valid_to", sa.DateTime(timezone=True)),
        sa.PrimaryKeyConstraint("workspace_id", "id", name="pk_identities"),
        sa.CheckConstraint("subject IN ('customer', 'account')", name="ck_identities_subject"),
    )
    while_valid = sa.and_(
        sa.column("exclusive", sa.Boolean).is_(sa.true()), sa.column("valid_to").is_(None)
    )
    value = ["workspace_id", "subject", "system", "kind", "value_norm"]
    op.create_index(
        "uq_identities_exclusive",
        "identities",
        value,
        unique=True,
        sqlite_where=while_valid,
        postgresql_where=while_valid,
    )
    op.create_index("ix_identities_value", "identities", value)
    op.create_index(
        "ix_identities_subject", "identities", ["workspace_id", "subject", "subject_id"]
    )
