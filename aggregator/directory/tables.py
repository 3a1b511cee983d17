"""The directory's tables. Every key begins with the workspace, so that none crosses another.

An identity is a link: a value under which a customer or an account is known. Its value as
received stays on it beside the normalised one; what is displayed is chosen when it is read. A
link ends (`valid_to`), it is not overwritten.
"""

from sqlalchemy import (
    Boolean,
    CheckConstraint,
    Column,
    DateTime,
    ForeignKeyConstraint,
    Index,
    String,
    Table,
    Text,
    and_,
    true,
)

from aggregator.store.metadata import metadata

accounts = Table(
    "accounts",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("name", Text),
    Column("created_at", DateTime(timezone=True), nullable=False),
)

customers = Table(
    "customers",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("name", Text),
    Column("name_norm", Text),  # searched: SQLite and PostgreSQL fold case differently
    Column("account_id", String(64)),
    Column("created_at", DateTime(timezone=True), nullable=False),
    ForeignKeyConstraint(["workspace_id", "account_id"], ["accounts.workspace_id", "accounts.id"]),
    Index(None, "workspace_id", "account_id"),
)

identities = Table(
    "identities",
    metadata,
    Column("workspace_id", String(64), primary_key=True),
    Column("id", String(64), primary_key=True),
    Column("subject", String(16), nullable=False),  # "customer" or "account"
    Column("subject_id", String(64), nullable=False),
    Column("system", String(64), nullable=False),  # the source whose key this is; "": nobody's
    Column("kind", String(64), nullable=False),  # plain_id, external_id, email; a source's kind
    Column("value_norm", String(512), nullable=False),  # compared (domain/identity.py)
    Column("value_raw", Text, nullable=False),  # as received; given trimmed
    Column("trust", String(16), nullable=False),  # how the link is known: see `Trust`
    Column("exclusive", Boolean, nullable=False),  # at most one subject holds it at a time
    Column("created_at", DateTime(timezone=True), nullable=False),
    Column("valid_to", DateTime(timezone=True)),  # null: valid
    CheckConstraint("subject IN ('customer', 'account')", name="subject"),
)

_unique_while_valid = and_(identities.c.exclusive.is_(true()), identities.c.valid_to.is_(None))

Index(
    "uq_identities_exclusive",
    identities.c.workspace_id,
    identities.c.subject,
    identities.c.system,
    identities.c.kind,
    identities.c.value_norm,
    unique=True,
    sqlite_where=_unique_while_valid,
    postgresql_where=_unique_while_valid,
)
Index(
    "ix_identities_value",
    identities.c.workspace_id,
    identities.c.subject,
    identities.c.system,
    identities.c.kind,
    identities.c.value_norm,
)
Index(
    "ix_identities_subject",
    identities.c.workspace_id,
    identities.c.subject,
    identities.c.subject_id,
)
