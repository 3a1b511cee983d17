"""`/api/accounts`: found, shown with their people, got or created."""

from http import HTTPStatus

from pydantic import Field

from aggregator.directory.kinds import OWNER, TAG
from aggregator.directory.read.people import MAX_PAGE
from aggregator.directory.values import (
    AccountUpsert,
    Provenance,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.directory.write.together import MOST
from aggregator.domain.access import Role
from aggregator.domain.customer import AccountMatch, TenantIds
from aggregator.domain.errors import AccountNotFound, AggregatorError, InvalidRequest
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, ApiParameter
from aggregator.web.api.people import ApiModel, CustomerLink, CustomerList, CustomerSummary
from aggregator.web.api.upserts import AccountSaid, UpsertProblem, problem_of

_PAGE = 25
_ONE = {"externalId": "external_id", "plainId": "plain_id", "domain": "domain"}

ID = ApiParameter("id", "The directory's id of the account; an id that was merged works.", "path")


class AccountSummary(ApiModel):
    """One account. `keys`: its id in each source, as `billing.account`."""

    id: str
    name: str | None
    domain: str | None
    external_id: str | None
    plain_id: str | None
    keys: dict[str, str]

    @classmethod
    def of(cls, match: AccountMatch) -> "AccountSummary":
        return cls(
            id=match.id,
            name=match.name,
            domain=match.domain,
            external_id=match.external_id,
            plain_id=match.plain_id,
            keys=dict(match.keys),
        )


class AccountList(ApiModel):
    """The account that has the id that was asked for; or none."""

    accounts: list[AccountSummary]


class AccountDetails(AccountSummary):
    """One account with everything that is said of it, and the first of its people."""

    links: list[CustomerLink]
    people: CustomerList


class AccountsSaid(ApiModel):
    """Accounts, each of which is taken whole or not at all."""

    accounts: list[AccountSaid] = Field(min_length=1, max_length=MOST)
    source: str = Field(
        "backend", pattern="^[a-z][a-z0-9_-]{0,62}$", description="Whose word it is."
    )
    reason: str | None = Field(None, max_length=512, description="Why; kept with each value.")
    create_tags: bool = Field(False, description="Make tags that are not there yet.")
    create_owners: bool = Field(False, description="Make owners that are not there yet.")


class AccountTaken(ApiModel):
    """What became of one, in the order of the call."""

    state: UpsertState
    id: str | None = Field(description="The directory's id of the account.")
    matched_by: str | None = Field(description="By which value it was found.")
    problem: UpsertProblem | None

    @classmethod
    def of(cls, done: Upserted) -> "AccountTaken":
        problem = problem_of("account", done) if done.code is not None else None
        taken = problem is None
        return cls(
            state=done.state,
            id=done.id if taken else None,
            matched_by=done.matched_by,
            problem=problem,
        )


class AccountsTaken(ApiModel):
    """What became of each."""

    accounts: list[AccountTaken]


async def _match(call: ApiCall, ids: TenantIds) -> AccountMatch | None:
    """Find which account ids mean; None: none. AmbiguousCustomer: several."""
    found = (await call.directory.resolve_accounts(call.workspace_id, [ids])).get(ids)
    if isinstance(found, AggregatorError):
        raise found
    return found


async def _of_path(call: ApiCall) -> AccountMatch:
    match = await _match(call, TenantIds(account_id=call.path("id")))
    if match is None:
        raise AccountNotFound(
            "No account in the directory has this id. Fix: GET /api/accounts?domain= finds one"
        )
    return match


async def _people_of(call: ApiCall, account: AccountMatch) -> CustomerList:
    first = call.number("first", _PAGE, (1, MAX_PAGE))
    after = call.text("after")
    page = await call.directory.account_people(call.workspace_id, account.id, first, after)
    people = [CustomerSummary.of(each) for each in page.matches]
    following = page.end if page.has_next else None
    return CustomerList(customers=people, total=page.total, next=following)


async def _find(call: ApiCall) -> ApiAnswer:
    given = {field: value for name, field in _ONE.items() if (value := call.text(name))}
    if not given:
        raise InvalidRequest(f"Nothing is asked for. Fix: give one of {', '.join(_ONE)}.")
    match = await _match(call, TenantIds(**given))
    return ApiAnswer(AccountList(accounts=[AccountSummary.of(match)] if match else []))


async def _show(call: ApiCall) -> ApiAnswer:
    match = await _of_path(call)
    links = await call.directory.links(
        call.workspace_id, "account", match.id, ended=call.truth("history")
    )
    details = AccountDetails(
        **AccountSummary.of(match).model_dump(),
        links=[CustomerLink.of(row) for row in links],
        people=await _people_of(call, match),
    )
    return ApiAnswer(details)


async def _people(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(await _people_of(call, await _of_path(call)))


async def _upsert(call: ApiCall) -> ApiAnswer:
    said = call.body(AccountsSaid)
    made = {TAG: said.create_tags, OWNER: said.create_owners}
    rules = UpsertRules(create_allowed=frozenset(name for name, wanted in made.items() if wanted))
    by = Provenance(source=said.source, actor=call.actor, reason=said.reason)
    accounts = [each.as_said(AccountUpsert) for each in said.accounts]
    done = await call.directory.upsert(call.workspace_id, by, accounts=accounts, rules=rules)
    return ApiAnswer(AccountsTaken(accounts=[AccountTaken.of(each) for each in done]))


_PAGED = (
    ApiParameter("first", "How many people at most.", bounds=(1, MAX_PAGE)),
    ApiParameter("after", "The `next` of the page before."),
)

OPERATIONS = (
    ApiOperation(
        name="findAccounts",
        method="GET",
        path="/api/accounts",
        summary="Find an account by an id",
        role=Role.VIEWER,
        run=_find,
        answers={HTTPStatus.OK: ("The account, or none", AccountList)},
        parameters=(
            ApiParameter("externalId", "The id in your own backend, whole."),
            ApiParameter("plainId", "The id of the tenant in Plain, whole."),
            ApiParameter("domain", "The internet domain, or one below it."),
        ),
        fails={"s409": "The ids given mean several accounts"},
    ),
    ApiOperation(
        name="upsertAccounts",
        method="POST",
        path="/api/accounts/upsert",
        summary="Get or create accounts",
        description="Says which accounts there are. The same call again changes nothing. One that "
        "is not taken stops no other.",
        role=Role.OPERATOR,
        run=_upsert,
        answers={HTTPStatus.OK: ("What became of each, in order", AccountsTaken)},
        body=AccountsSaid,
    ),
    ApiOperation(
        name="showAccount",
        method="GET",
        path="/api/accounts/{id}",
        summary="Show an account",
        description="Everything that is said of one account, and a page of its people.",
        role=Role.VIEWER,
        run=_show,
        answers={HTTPStatus.OK: ("The account", AccountDetails)},
        parameters=(ID, ApiParameter("history", "What is no longer so, too.", truth=True), *_PAGED),
        fails={"s404": "No account has this id"},
    ),
    ApiOperation(
        name="listAccountPeople",
        method="GET",
        path="/api/accounts/{id}/people",
        summary="List the people of an account",
        description="Oldest first, a page at a time.",
        role=Role.VIEWER,
        run=_people,
        answers={HTTPStatus.OK: ("Its people", CustomerList)},
        parameters=(ID, *_PAGED),
        fails={"s404": "No account has this id"},
    ),
)
