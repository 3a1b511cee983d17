"""`/api/customers/upsert`: the company's own backend says who its customers are."""

from http import HTTPStatus
from typing import TypeVar

from pydantic import Field

from aggregator.directory.codes import explained
from aggregator.directory.kinds import OWNER, TAG
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    OrgUnitUpsert,
    Provenance,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.directory.write.together import MOST, PersonUpsert, PersonUpserted
from aggregator.domain.access import Role
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation
from aggregator.web.api.people import ApiModel

_Upsert = TypeVar("_Upsert", AccountUpsert, OrgUnitUpsert, CustomerUpsert)


class _Described(ApiModel):
    """What is said of anybody; absent and null say nothing."""

    external_id: str | None = None
    name: str | None = None
    owner: str | None = None
    description: str | None = None
    tags: list[str] = Field(default_factory=list, description="`vip`, `tier=gold`.")
    keys: dict[str, str] = Field(
        default_factory=dict, description="The id in each source, as `billing.customer`."
    )
    custom: dict[str, str] = Field(default_factory=dict, description="Fields of your own.")

    def as_said(self, kind: type[_Upsert]) -> _Upsert:
        left_out = {"account", "org_unit"}
        return kind(**{name: each for name, each in self if name not in left_out})


class AccountSaid(_Described):
    """The company; it is made where it is not there."""

    plain_id: str | None = None
    domain: str | None = None
    tier: str | None = None
    website: str | None = None


class OrgUnitSaid(_Described):
    """The part of the company, `org_ref`; it is made where it is not there."""

    domain: str | None = None
    environment: str | None = None


class CustomerSaid(_Described):
    """One person, and whom they belong to."""

    plain_id: str | None = None
    email: str | None = None
    phone: str | None = Field(None, description="With + and the country.")
    account: AccountSaid | None = None
    org_unit: OrgUnitSaid | None = None

    def as_person(self) -> PersonUpsert:
        account, unit = self.account, self.org_unit
        return PersonUpsert(
            self.as_said(CustomerUpsert),
            account.as_said(AccountUpsert) if account else None,
            unit.as_said(OrgUnitUpsert) if unit else None,
        )


class CustomersSaid(ApiModel):
    """People, each of whom is taken whole or not at all."""

    customers: list[CustomerSaid] = Field(min_length=1, max_length=MOST)
    source: str = Field(
        "backend", pattern="^[a-z][a-z0-9_-]{0,62}$", description="Whose word it is."
    )
    reason: str | None = Field(None, max_length=512, description="Why; kept with each value.")
    shared_emails: bool = Field(False, description="Several customers may have one mailbox.")
    create_tags: bool = Field(False, description="Make tags that are not there yet.")
    create_owners: bool = Field(False, description="Make owners that are not there yet.")


class UpsertProblem(ApiModel):
    """Why somebody was not taken."""

    of: str = Field(description="account, orgUnit or customer.")
    code: str
    field: str | None
    message: str
    fix: str
    candidates: list[str] = Field(description="Whom it could have been, by their ids.")


class CustomerTaken(ApiModel):
    """What became of one, in the order of the call."""

    state: UpsertState
    id: str | None = Field(description="The directory's id of the customer.")
    account_id: str | None
    org_unit_id: str | None
    matched_by: str | None = Field(description="By which value they were found.")
    problems: list[UpsertProblem]

    @classmethod
    def of(cls, done: PersonUpserted) -> "CustomerTaken":
        each = (("account", done.account), ("orgUnit", done.org_unit), ("customer", done.customer))
        problems = [problem_of(of, it) for of, it in each if it is not None and it.code is not None]
        taken = not done.failed

        def id_of(it: Upserted | None) -> str | None:
            return it.id if it is not None and taken else None

        return cls(
            state=done.state,
            id=id_of(done.customer),
            account_id=id_of(done.account),
            org_unit_id=id_of(done.org_unit),
            matched_by=done.customer.matched_by if done.customer else None,
            problems=problems,
        )


class CustomersTaken(ApiModel):
    """What became of each."""

    customers: list[CustomerTaken]


def problem_of(of: str, done: Upserted) -> UpsertProblem:
    assert done.code is not None, "it has one"  # noqa: S101
    message, fix = explained(done.code)
    return UpsertProblem(
        of=of,
        code=done.code.value,
        field=done.field,
        message=message,
        fix=fix,
        candidates=list(done.candidates),
    )


async def _upsert(call: ApiCall) -> ApiAnswer:
    said = call.body(CustomersSaid)
    made = {TAG: said.create_tags, OWNER: said.create_owners}
    rules = UpsertRules(
        shared_emails=said.shared_emails,
        create_allowed=frozenset(name for name, wanted in made.items() if wanted),
    )
    by = Provenance(source=said.source, actor=call.actor, reason=said.reason)
    people = [each.as_person() for each in said.customers]
    done = await call.directory.upsert_people(call.workspace_id, by, people, rules)
    return ApiAnswer(CustomersTaken(customers=[CustomerTaken.of(each) for each in done]))


UPSERT = ApiOperation(
    name="upsertCustomers",
    method="POST",
    path="/api/customers/upsert",
    summary="Get or create customers",
    description="Says who customers are, with their accounts and org units. The same call again "
    "changes nothing. Each customer is taken whole or not at all; one that is not stops no other.",
    role=Role.OPERATOR,
    run=_upsert,
    answers={HTTPStatus.OK: ("What became of each, in order", CustomersTaken)},
    body=CustomersSaid,
)

OPERATIONS = (UPSERT,)
