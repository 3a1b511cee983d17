"""The directory's tables (docs/adr/0012). Every key begins with the workspace.

    subjects   whom or what we know: a customer, an account, an org unit; where it was merged into
    links      each value that somebody said of a subject: its identities, its ids in the sources,
               and what is displayed. A link ends, it is not overwritten
    events     what happened, in order; append-only, and without any value
    event_records    the records that an event named beside the one it is of
    decisions  "the same", "never the same"; why somebody was merged, told apart, erased
    notes      what support writes about a subject, alone or in a discussion
    allowed_values   the tags and owners there are
    import_mappings  what the columns of a header meant last time

An event has no value of a person: links, notes and decisions hold them and name the event that
brought them (`added_by`) and the one that ended them (`ended_by`). So a person can be erased and
the log stays whole.
"""

from sqlalchemy import (
    JSON,
    BigInteger,
    Boolean,
    CheckConstraint,
    Column,
    ForeignKeyConstraint,
    Index,
    Table,
    and_,
    false,
    true,
)

from aggregator.store.metadata import Moment, code, metadata, words

subjects = Table(
    "subjects",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("subject", code(16), primary_key=True),  # customer, account, org_unit
    Column("id", code(), primary_key=True),
    Column("merged_into", code()),  # whom this id means now, never a merged one; null: itself
    Column("created_by", BigInteger, nullable=False),
    Column("created_at", Moment, nullable=False),
    # False: somebody said their name, and it is valid. True: perhaps nobody did (write/names.py).
    Column("nameless", Boolean, nullable=False, server_default=false()),
    CheckConstraint("subject IN ('customer', 'account', 'org_unit')", name="subject"),
)
Index(
    "ix_subjects_merged_into",
    subjects.c.workspace_id,
    subjects.c.subject,
    subjects.c.merged_into,
    sqlite_where=subjects.c.merged_into.isnot(None),
    postgresql_where=subjects.c.merged_into.isnot(None),
)

_nameless = subjects.c.nameless.is_(true())
Index(
    "ix_subjects_nameless",
    subjects.c.workspace_id,
    subjects.c.subject,
    subjects.c.id,
    sqlite_where=_nameless,
    postgresql_where=_nameless,
)

links = Table(
    "links",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("id", code(), primary_key=True),
    Column("subject", code(16), nullable=False),
    Column("subject_id", code(), nullable=False),  # whose it is now: merging moves it
    Column("record_id", code(), nullable=False),  # of whom it was said: never changes
    Column("system", code(), nullable=False),  # the source whose id this is; "": nobody's
    Column("kind", code(), nullable=False),  # kinds.py, or a source's kind of key
    Column("value_norm", code(512), nullable=False),  # compared (domain/identity.py); "": never
    Column("value_raw", words(), nullable=False),  # as received
    Column("trust", code(16), nullable=False),  # LinkTrust
    Column("exclusive", Boolean, nullable=False),  # one subject holds it at a time
    Column("source", code(), nullable=False),  # who said it: import, backend, edit, a source
    Column("import_id", code()),
    Column("actor", code(256), nullable=False),
    Column("reason", words()),
    Column("added_by", BigInteger, nullable=False),
    Column("ended_by", BigInteger),
    Column("valid_from", Moment, nullable=False),
    Column("valid_to", Moment),  # null: valid
    CheckConstraint("subject IN ('customer', 'account', 'org_unit')", name="subject"),
)

_valid = links.c.valid_to.is_(None)
_unique_while_valid = and_(links.c.exclusive.is_(true()), _valid)
_value = (
    links.c.workspace_id,
    links.c.subject,
    links.c.system,
    links.c.kind,
    links.c.value_norm,
)

Index(
    "uq_links_exclusive",
    *_value,
    unique=True,
    sqlite_where=_unique_while_valid,
    postgresql_where=_unique_while_valid,
)
Index("ix_links_value", *_value, sqlite_where=_valid, postgresql_where=_valid)
Index("ix_links_subject", links.c.workspace_id, links.c.subject, links.c.subject_id)
_ended = links.c.ended_by.isnot(None)
Index(
    "ix_links_ended_by",
    links.c.workspace_id,
    links.c.ended_by,
    sqlite_where=_ended,
    postgresql_where=_ended,
)
# None by record or by import: an import writes into each of them (read/said_of.py, undo.py).

events = Table(
    "events",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("seq", BigInteger, primary_key=True),  # 1, 2, 3... in the order of what happened
    Column("kind", code(16), nullable=False),  # EventKind
    Column("subject", code(16)),
    Column("subject_id", code()),  # the record it was said of; what was merged, of a merge
    Column("other_id", code()),  # what it was merged into, of a merge; the other one, of a pair
    Column("ref", code()),  # an import's, a decision's or a note's id
    Column("source", code(), nullable=False),
    Column("actor", code(256), nullable=False),
    Column("at", Moment, nullable=False),
)
Index("ix_events_subject", events.c.workspace_id, events.c.subject_id, events.c.seq)
Index("ix_events_other", events.c.workspace_id, events.c.other_id, events.c.seq)
Index("ix_events_ref", events.c.workspace_id, events.c.ref, events.c.seq)

event_records = Table(
    "event_records",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("seq", BigInteger, primary_key=True),  # of the event
    Column("place", BigInteger, primary_key=True),  # 0, 1, 2...: the strongest id first
    Column("record_id", code(), nullable=False),
)
Index(
    "ix_event_records_record",
    event_records.c.workspace_id,
    event_records.c.record_id,
    event_records.c.seq,
)

decisions = Table(
    "decisions",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("id", code(), primary_key=True),
    Column("subject", code(16), nullable=False),
    Column("left_id", code(), nullable=False),
    Column("right_id", code(), nullable=False),
    Column("verdict", code(16), nullable=False),  # DecisionVerdict
    Column("reason", words()),
    Column("added_by", BigInteger, nullable=False),
    Column("ended_by", BigInteger),
    Column("valid_from", Moment, nullable=False),
    Column("valid_to", Moment),
)
Index("ix_decisions_left", decisions.c.workspace_id, decisions.c.left_id)
Index("ix_decisions_right", decisions.c.workspace_id, decisions.c.right_id)

notes = Table(
    "notes",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("id", code(), primary_key=True),
    Column("subject", code(16), nullable=False),
    Column("subject_id", code(), nullable=False),
    Column("record_id", code(), nullable=False),
    Column("discussion_id", code()),  # the note that this one answers; null: it stands alone
    Column("body", words(), nullable=False),
    Column("actor", code(256), nullable=False),
    Column("added_by", BigInteger, nullable=False),
    Column("ended_by", BigInteger),
    Column("valid_from", Moment, nullable=False),
    Column("valid_to", Moment),
    ForeignKeyConstraint(
        ["workspace_id", "subject", "record_id"],
        ["subjects.workspace_id", "subjects.subject", "subjects.id"],
        name="fk_notes_record_subjects",
    ),
)
Index("ix_notes_subject", notes.c.workspace_id, notes.c.subject, notes.c.subject_id)

allowed_values = Table(
    "allowed_values",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("field", code(16), primary_key=True),  # tag, owner
    Column("name", code(256), primary_key=True),
    Column("value", code(256), primary_key=True),  # of a tag that has values; "": without one
)

import_mappings = Table(
    "import_mappings",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("subject", code(16), primary_key=True),
    Column("header", code(), primary_key=True),  # a hash of the names of the columns
    Column("mapping", JSON, nullable=False),
    Column("used_at", Moment, nullable=False),
)
