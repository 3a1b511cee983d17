"""A customer as `/api` tells of them."""

from dataclasses import asdict
from datetime import datetime

from pydantic import BaseModel, ConfigDict, Field
from pydantic.alias_generators import to_camel

from aggregator.directory.decided import WholeSubject
from aggregator.directory.values import LinkRow
from aggregator.domain.customer import CustomerMatch


class ApiModel(BaseModel):
    """Names in camelCase; what is not known is refused, so that a slip is noticed."""

    model_config = ConfigDict(alias_generator=to_camel, populate_by_name=True, extra="forbid")


class CustomerSummary(ApiModel):
    """One customer. `keys`: their id in each source, as `billing.customer`."""

    id: str
    name: str | None
    email: str | None
    external_id: str | None
    plain_id: str | None
    account_id: str | None
    keys: dict[str, str]

    @classmethod
    def of(cls, match: CustomerMatch) -> "CustomerSummary":
        return cls(
            id=match.id,
            name=match.name,
            email=match.email,
            external_id=match.external_id,
            plain_id=match.plain_id,
            account_id=match.account_id,
            keys=dict(match.keys),
        )


class CustomerList(ApiModel):
    """A page of customers, in the order asked for. `next`: what to give as `after` for more."""

    customers: list[CustomerSummary]
    total: int
    next: str | None


class CustomerLink(ApiModel):
    """One value that somebody said: whose word it is, who did it, since when, why."""

    name: str = Field(description="`email`, or `billing.customer` for an id in a source.")
    value: str
    trust: str
    source: str
    actor: str
    import_id: str | None
    reason: str | None
    record_id: str = Field(description="Of whom it was said: another id, of whoever was merged.")
    since: datetime
    until: datetime | None

    @classmethod
    def of(cls, row: LinkRow) -> "CustomerLink":
        return cls(
            name=row.name,
            value=row.value,
            trust=row.trust,
            source=row.source,
            actor=row.actor,
            import_id=row.import_id,
            reason=row.reason,
            record_id=row.record_id,
            since=row.valid_from,
            until=row.valid_to,
        )


class CustomerEvent(ApiModel):
    """One thing that happened: what, when, who did it, why; whom it named."""

    seq: int
    kind: str
    at: datetime
    source: str
    actor: str
    subject_id: str | None
    other_id: str | None = Field(description="The other one of a pair: into whom, of a merge.")
    named_too: list[str] = Field(
        description="Ids that an edit named beside: to tell them apart makes it a choice."
    )
    ref: str | None
    reason: str | None


class CustomerDetails(CustomerSummary):
    """One customer with everything that is said of them. `events`: with their history alone."""

    aliases: list[str] = Field(description="Ids that were merged into this one.")
    links: list[CustomerLink]
    events: list[CustomerEvent]

    @classmethod
    def with_all(
        cls, match: CustomerMatch, whole: WholeSubject, *, history: bool
    ) -> "CustomerDetails":
        links = [row for row in whole.links if history or row.valid_to is None]
        events = whole.events if history else ()
        return cls(
            **CustomerSummary.of(match).model_dump(),
            aliases=list(whole.aliases),
            links=[CustomerLink.of(row) for row in links],
            events=[CustomerEvent.model_validate(asdict(each)) for each in events],
        )
