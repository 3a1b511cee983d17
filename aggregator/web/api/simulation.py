"""`/api/customers/simulate`: what other rules of finding customers would come to."""

from dataclasses import asdict
from http import HTTPStatus

from pydantic import Field

from aggregator.directory.read.finding_rules import rules_of
from aggregator.domain.access import Role
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation
from aggregator.web.api.people import ApiModel


class RulesAsked(ApiModel):
    """What is not given is as it is now."""

    order: list[str] | None = Field(None, max_length=8, description="As `identity_order`.")
    blocked: list[str] = Field(default_factory=list, max_length=1_000)
    claimed: bool = Field(False, description="A value finds somebody that was only claimed.")
    email_tags: bool = Field(False, description="ann+news@acme.com is ann@acme.com.")


class JoinTold(ApiModel):
    """Customers who would be one, and by what."""

    ids: list[str]
    kind: str
    value: str


class SplitTold(ApiModel):
    """A customer of whom a source would have made somebody else."""

    id: str
    source: str


class RulesTold(ApiModel):
    """What the rules would come to; of each, some examples."""

    customers: int
    joins: int = Field(description="Groups of customers who would be one.")
    joined: int = Field(description="Customers who would be one with somebody.")
    splits: int
    unfound: int = Field(description="Customers whom nothing finds any more.")
    join_examples: list[JoinTold]
    split_examples: list[SplitTold]
    unfound_examples: list[str]
    names: dict[str, str] = Field(
        description="What those of the examples are called, by their ids, where they have a name."
    )


async def _simulate(call: ApiCall) -> ApiAnswer:
    asked = call.body(RulesAsked)
    settings = call.service.snapshot.settings.by_workspace[call.workspace_id]
    now = rules_of(settings.identity_order)
    rules = now.changed(
        asked.order, asked.blocked, claimed=asked.claimed, email_tags=asked.email_tags
    )
    tried = await call.directory.simulate(call.workspace_id, now, rules)
    return ApiAnswer(RulesTold.model_validate(asdict(tried)))


OPERATIONS = (
    ApiOperation(
        name="simulateRules",
        method="POST",
        path="/api/customers/simulate",
        summary="Try other rules of finding customers",
        description="Who would be one, told apart or found by nothing. It changes nothing.",
        role=Role.OPERATOR,
        run=_simulate,
        answers={HTTPStatus.OK: ("What they would come to", RulesTold)},
        body=RulesAsked,
    ),
)
