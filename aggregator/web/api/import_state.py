"""An import as `/api` tells of it."""

from datetime import datetime
from typing import Any

from pydantic import BaseModel, Field

from aggregator.directory.imports.spec import ImportSpec
from aggregator.directory.imports.uploads import sent_name
from aggregator.jobs.jobs import Job, JobState
from aggregator.web.api.people import ApiModel


class ColumnMeaning(ApiModel):
    """What a column of the file means. `field` null: it is left out."""

    column: str
    field: str | None
    why: str = Field(description="exact, alias, nearly, said, remembered, unknown, or an export.")


class ImportState(ApiModel):
    """One import."""

    id: str | None = Field(description="Null: it was only looked at.")
    state: JobState | None
    dry_run: bool
    file: str
    row: int = Field(description="How far it is.")
    rows: int
    counts: dict[str, int] = Field(description="created, updated, unchanged, failed.")
    columns: list[ColumnMeaning]
    encoding: str
    guessed: bool = Field(description="The encoding is a guess: say it as `encoding`.")
    by: str
    created_at: datetime | None
    updated_at: datetime | None
    failure: str | None = Field(description="Why it stopped; `resume` tries again.")

    @classmethod
    def of(cls, job: Job) -> "ImportState":
        spec = ImportSpec.of(job.spec)
        return cls(
            id=job.id,
            state=job.state,
            file=sent_name(job),
            row=job.cursor["row"],
            counts=dict(job.counts),
            by=job.actor,
            created_at=job.created_at,
            updated_at=job.updated_at,
            failure=job.failure,
            **facts_of(spec),
        )


class ImportList(ApiModel):
    """The imports there were, newest first."""

    imports: list[ImportState]


class Undone(ApiModel):
    """What an undo took back."""

    removed: int = Field(description="Customers, accounts and org units that are gone again.")
    ended: int = Field(description="Values that it had brought.")
    restored: int = Field(description="Values as they were before.")
    kept: int = Field(description="Ids kept of whoever was changed since.")


class FileText(BaseModel):
    """CSV or JSONL."""


def facts_of(spec: ImportSpec) -> dict[str, Any]:
    """Say what the file is."""
    columns = [ColumnMeaning(column=m.column, field=m.field, why=m.why) for m in spec.mapped]
    shape = spec.shape
    return {
        "dry_run": spec.dry,
        "rows": spec.rows,
        "columns": columns,
        "encoding": shape.encoding,
        "guessed": shape.guessed,
    }
