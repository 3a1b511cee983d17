"""Directory: subjects, links and the log of events; durable jobs.

What `identities`, `customers` and `accounts` held becomes links: the name and the account too. One
event of the workspace says all of it, since nobody wrote down what happened before.
"""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def _code(length: int = 64) -> sa.String:
    return sa.String(length).with_variant(sa.String(length, collation="C"), "postgresql")


def _words() -> sa.Text:
    return sa.Text().with_variant(sa.Text(collation="C"), "postgresql")


def _moment() -> sa.DateTime:
    return sa.DateTime(timezone=True)


def _table(name: str, *columns: object, key: tuple[str, ...]) -> None:
    key = ("workspace_id", *key)
    first = sa.Column("workspace_id", _code(), nullable=False)
    op.create_table(name, first, *columns, sa.PrimaryKeyConstraint(*key, name=f"pk_{name}"))  # type: ignore[arg-type]


def _index(table: str, name: str, *columns: str, where: str = "", unique: bool = False) -> None:
    condition = sa.text(where) if where else None
    op.create_index(
        name,
        table,
        ["workspace_id", *columns],
        unique=unique,
        sqlite_where=condition,
        postgresql_where=condition,
    )


def _validity() -> list[sa.Column[object]]:
    return [
        sa.Column("added_by", sa.BigInteger, nullable=False),
        sa.Column("ended_by", sa.BigInteger),
        sa.Column("valid_from", _moment(), nullable=False),
        sa.Column("valid_to", _moment()),
    ]


def _subject_is_one() -> sa.CheckConstraint:
    return sa.CheckConstraint("subject IN ('customer', 'account', 'org_unit')", name="subject")


def _create_directory() -> None:
    _table(
        "subjects",
        sa.Column("subject", _code(16), nullable=False),
        sa.Column("id", _code(), nullable=False),
        sa.Column("merged_into", _code()),
        sa.Column("created_by", sa.BigInteger, nullable=False),
        sa.Column("created_at", _moment(), nullable=False),
        _subject_is_one(),
        key=("subject", "id"),
    )
    merged = "merged_into IS NOT NULL"
    _index("subjects", "ix_subjects_merged_into", "subject", "merged_into", where=merged)
    _table(
        "links",
        sa.Column("id", _code(), nullable=False),
        sa.Column("subject", _code(16), nullable=False),
        sa.Column("subject_id", _code(), nullable=False),
        sa.Column("record_id", _code(), nullable=False),
        sa.Column("system", _code(), nullable=False),
        sa.Column("kind", _code(), nullable=False),
        sa.Column("value_norm", _code(512), nullable=False),
        sa.Column("value_raw", _words(), nullable=False),
        sa.Column("trust", _code(16), nullable=False),
        sa.Column("exclusive", sa.Boolean, nullable=False),
        sa.Column("source", _code(), nullable=False),
        sa.Column("import_id", _code()),
        sa.Column("actor", _code(256), nullable=False),
        sa.Column("reason", _words()),
        *_validity(),
        _subject_is_one(),
        key=("id",),
    )
    value = ("subject", "system", "kind", "value_norm")
    _index(
        "links",
        "uq_links_exclusive",
        *value,
        where="exclusive IS true AND valid_to IS NULL",
        unique=True,
    )
    _index("links", "ix_links_value", *value, where="valid_to IS NULL")
    _index("links", "ix_links_subject", "subject", "subject_id")
    _index("links", "ix_links_record", "subject", "record_id")
    _index("links", "ix_links_import", "import_id", where="import_id IS NOT NULL")
    _table(
        "events",
        sa.Column("seq", sa.BigInteger, nullable=False),
        sa.Column("kind", _code(16), nullable=False),
        sa.Column("subject", _code(16)),
        sa.Column("subject_id", _code()),
        sa.Column("other_id", _code()),
        sa.Column("ref", _code()),
        sa.Column("source", _code(), nullable=False),
        sa.Column("actor", _code(256), nullable=False),
        sa.Column("at", _moment(), nullable=False),
        key=("seq",),
    )
    _index("events", "ix_events_subject", "subject_id", "seq")
    _index("events", "ix_events_other", "other_id", "seq")
    _index("events", "ix_events_ref", "ref", "seq")
    _table(
        "decisions",
        sa.Column("id", _code(), nullable=False),
        sa.Column("subject", _code(16), nullable=False),
        sa.Column("left_id", _code(), nullable=False),
        sa.Column("right_id", _code(), nullable=False),
        sa.Column("verdict", _code(16), nullable=False),
        sa.Column("reason", _words()),
        *_validity(),
        key=("id",),
    )
    _index("decisions", "ix_decisions_left", "left_id")
    _index("decisions", "ix_decisions_right", "right_id")
    _table(
        "notes",
        sa.Column("id", _code(), nullable=False),
        sa.Column("subject", _code(16), nullable=False),
        sa.Column("subject_id", _code(), nullable=False),
        sa.Column("record_id", _code(), nullable=False),
        sa.Column("discussion_id", _code()),
        sa.Column("body", _words(), nullable=False),
        sa.Column("actor", _code(256), nullable=False),
        *_validity(),
        sa.ForeignKeyConstraint(
            ["workspace_id", "subject", "record_id"],
            ["subjects.workspace_id", "subjects.subject", "subjects.id"],
            name="fk_notes_record_subjects",
        ),
        key=("id",),
    )
    _index("notes", "ix_notes_subject", "subject", "subject_id")
    _table(
        "allowed_values",
        sa.Column("field", _code(16), nullable=False),
        sa.Column("name", _code(256), nullable=False),
        sa.Column("value", _code(256), nullable=False),
        key=("field", "name", "value"),
    )


def _create_jobs() -> None:
    _table(
        "jobs",
        sa.Column("id", _code(), nullable=False),
        sa.Column("kind", _code(32), nullable=False),
        sa.Column("state", _code(16), nullable=False),
        sa.Column("spec", sa.JSON, nullable=False),
        sa.Column("cursor", sa.JSON, nullable=False),
        sa.Column("counts", sa.JSON, nullable=False),
        sa.Column("failure", _words()),
        sa.Column("actor", _code(256), nullable=False),
        sa.Column("owner", _code()),
        sa.Column("lease_until", _moment()),
        sa.Column("created_at", _moment(), nullable=False),
        sa.Column("updated_at", _moment(), nullable=False),
        key=("id",),
    )
    _index("jobs", "ix_jobs_state", "state", "kind")
    _table(
        "job_chunks",
        sa.Column("job_id", _code(), nullable=False),
        sa.Column("number", sa.BigInteger, nullable=False),
        sa.Column("outcomes", sa.LargeBinary, nullable=False),
        key=("job_id", "number"),
    )
    _table(
        "import_mappings",
        sa.Column("subject", _code(16), nullable=False),
        sa.Column("header", _code(), nullable=False),
        sa.Column("mapping", sa.JSON, nullable=False),
        sa.Column("used_at", _moment(), nullable=False),
        key=("subject", "header"),
    )


_LINKS = """
INSERT INTO links (workspace_id, id, subject, subject_id, record_id, system, kind, value_norm,
value_raw, trust, exclusive, ended_by, valid_from, valid_to, source, actor, added_by)
"""
_BY = "'migration', 'aggregator', 1"
_SHOWN = f"'verified', false, NULL, created_at, NULL, {_BY}"
_MOVE = (
    # One event of each workspace that has somebody.
    """
    INSERT INTO events (workspace_id, seq, kind, source, actor, at)
    SELECT workspace_id, 1, 'migrate', 'migration', 'aggregator', max(created_at) FROM
    (SELECT workspace_id, created_at FROM customers
    UNION ALL SELECT workspace_id, created_at FROM accounts) AS everybody GROUP BY workspace_id
    """,
    """
    INSERT INTO subjects (workspace_id, subject, id, created_by, created_at)
    SELECT workspace_id, 'customer', id, 1, created_at FROM customers
    UNION ALL SELECT workspace_id, 'account', id, 1, created_at FROM accounts
    """,
    f"""
    {_LINKS}
    SELECT workspace_id, id, subject, subject_id, subject_id, system, kind, value_norm, value_raw,
    trust, exclusive, CASE WHEN valid_to IS NULL THEN NULL ELSE 1 END, created_at, valid_to, {_BY}
    FROM identities
    """,  # noqa: S608 constants
    f"""
    {_LINKS}
    SELECT workspace_id, 'link_name_' || id, 'customer', id, id, '', 'display_name',
    substr(coalesce(name_norm, ''), 1, 512), name, {_SHOWN} FROM customers WHERE name IS NOT NULL
    """,  # noqa: S608 constants
    f"""
    {_LINKS}
    SELECT workspace_id, 'link_name_' || id, 'account', id, id, '', 'display_name',
    substr(lower(name), 1, 512), name, {_SHOWN} FROM accounts WHERE name IS NOT NULL
    """,  # noqa: S608 constants
    f"""
    {_LINKS}
    SELECT workspace_id, 'link_account_' || id, 'customer', id, id, '', 'account',
    account_id, account_id, {_SHOWN} FROM customers WHERE account_id IS NOT NULL
    """,  # noqa: S608 constants
)


def upgrade() -> None:
    _create_directory()
    _create_jobs()
    for statement in _MOVE:
        op.execute(statement)
    for table in ("identities", "customers", "accounts"):
        op.drop_table(table)
