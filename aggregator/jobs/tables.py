"""One row a job: where it is, and who works at it now. The database is the engine; no queue."""

from sqlalchemy import JSON, BigInteger, Column, Index, LargeBinary, Table

from aggregator.store.metadata import Moment, code, metadata, words

jobs = Table(
    "jobs",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("id", code(), primary_key=True),
    Column("kind", code(32), nullable=False),  # import, undo
    Column("state", code(16), nullable=False),  # JobState
    Column("spec", JSON, nullable=False),  # what is to be done; never changes
    Column("cursor", JSON, nullable=False),  # how far it is, written with what it did so far
    Column("counts", JSON, nullable=False),
    Column("failure", words()),
    Column("actor", code(256), nullable=False),
    Column("owner", code()),  # the process at it; null: nobody
    Column("lease_until", Moment),  # after that, anybody may take it over
    Column("created_at", Moment, nullable=False),
    Column("updated_at", Moment, nullable=False),
)
Index("ix_jobs_state", jobs.c.workspace_id, jobs.c.state, jobs.c.kind)

job_chunks = Table(
    "job_chunks",
    metadata,
    Column("workspace_id", code(), primary_key=True),
    Column("job_id", code(), primary_key=True),
    Column("number", BigInteger, primary_key=True),
    Column("outcomes", LargeBinary, nullable=False),  # what became of each item: ids, no values
)
