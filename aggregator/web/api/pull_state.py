"""A pull as `/api` tells of it."""

from datetime import datetime

from pydantic import Field

from aggregator.directory.codes import explained
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.jobs.jobs import Job, JobState
from aggregator.web.api.people import ApiModel


class PullWanted(ApiModel):
    """What is to be pulled."""

    source: str = Field(description="The source, as in `[sources.NAME]`.", max_length=256)
    dry_run: bool = Field(False, description="Say what would become of each; change nothing.")
    full: bool = Field(False, description="Everybody, not only who changed since the last pull.")


class PullState(ApiModel):
    """One pull."""

    id: str
    state: JobState
    source: str
    dry_run: bool
    since: datetime | None = Field(description="Only what changed since then; null: everybody.")
    records: int = Field(description="How many were read.")
    counts: dict[str, int] = Field(description="created, updated, unchanged, failed.")
    by: str
    created_at: datetime
    updated_at: datetime
    failure: str | None = Field(description="Why it stopped; `resume` tries again.")

    @classmethod
    def of(cls, job: Job) -> "PullState":
        spec = job.spec
        return cls(
            id=job.id,
            state=job.state,
            source=spec["source"],
            dry_run=bool(spec.get("dry")),
            since=spec["since"] and datetime.fromisoformat(spec["since"]),
            records=job.cursor["row"],
            counts=dict(job.counts),
            by=job.actor,
            created_at=job.created_at,
            updated_at=job.updated_at,
            failure=job.failure,
        )


class PullList(ApiModel):
    """The pulls there were, newest first."""

    pulls: list[PullState]


class RecordRefused(ApiModel):
    """A record that was not taken."""

    record: int = Field(description="Its number, in the source's order.")
    code: str
    field: str | None
    rule: str
    fix: str
    candidates: list[str] = Field(description="Our ids of those it may mean.")

    @classmethod
    def of(cls, outcome: RowOutcome) -> "RecordRefused":
        done = outcome.done
        rule, fix = explained(done.code) if done.code is not None else ("", "")
        return cls(
            record=outcome.number,
            code=done.code or "",
            field=done.field,
            rule=rule,
            fix=fix,
            candidates=list(done.candidates),
        )


class RecordsRefused(ApiModel):
    """Records that were not taken, in the source's order."""

    refused: list[RecordRefused]
    next: int | None = Field(description="What to give as `after` for more.")
