"""`/api/customers`: found, shown."""

from http import HTTPStatus

from aggregator.directory.read.people import MAX_PAGE
from aggregator.directory.values import CustomersListed, CustomersWanted
from aggregator.domain.access import Role
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import AggregatorError, CustomerNotFound, InvalidRequest
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, ApiParameter
from aggregator.web.api.people import CustomerDetails, CustomerList, CustomerSummary

_PAGE = 25
_FILTERS = {
    "account": "account",
    "tag": "tag",
    "owner": "owner",
    "linked": "linked",
    "notLinked": "not_linked",
}
_ONE = {"externalId": "external_id", "plainId": "plain_id", "email": "email"}

ID = ApiParameter("id", "The directory's id of the customer; an id that was merged works.", "path")


async def match_of(call: ApiCall, ids: CustomerIds) -> CustomerMatch | None:
    """Find whom ids mean; None: nobody. AmbiguousCustomer: several."""
    found = (await call.directory.resolve(call.workspace_id, [ids])).get(ids)
    if isinstance(found, AggregatorError):
        raise found
    return found


async def customer_of_path(call: ApiCall) -> CustomerMatch:
    """Find the customer of `{id}`. CustomerNotFound: nobody has it."""
    match = await match_of(call, CustomerIds(customer_id=call.path("id")))
    if match is None:
        raise CustomerNotFound(
            "Nobody in the directory has this id. Fix: GET /api/customers?search= finds people"
        )
    return match


async def _find(call: ApiCall) -> ApiAnswer:
    given = {field: value for name, field in _ONE.items() if (value := call.text(name))}
    search = call.text("search")
    others = [name for name in ("search", *_FILTERS) if call.text(name)]
    if given and others:
        raise InvalidRequest(f"`{others[0]}` goes with none of {', '.join(_ONE)}. Fix: give one.")
    if given:
        match = await match_of(call, CustomerIds(**given))
        people = [CustomerSummary.of(match)] if match else []
        return ApiAnswer(CustomerList(customers=people, total=len(people), next=None))
    first = call.number("first", _PAGE, (1, MAX_PAGE))
    wanted = CustomersWanted(
        search=search,
        order=CustomersListed(call.one_of("order", [each.value for each in CustomersListed])),
        **{field: call.text(name) for name, field in _FILTERS.items()},
    )
    page = await call.directory.page(call.workspace_id, first, call.text("after"), wanted)
    people = [CustomerSummary.of(each) for each in page.matches]
    following = page.end if page.has_next else None
    return ApiAnswer(CustomerList(customers=people, total=page.total, next=following))


async def _show(call: ApiCall) -> ApiAnswer:
    match = await customer_of_path(call)
    whole = await call.directory.whole(call.workspace_id, match.id)
    if whole is None:  # erased between the two
        raise CustomerNotFound("Nobody in the directory has this id.")
    return ApiAnswer(CustomerDetails.with_all(match, whole, history=call.truth("history")))


FIND = ApiOperation(
    name="findCustomers",
    method="GET",
    path="/api/customers",
    summary="Find customers",
    description="By a part of their name, e-mail or id; or whoever has an id. Without either, all, "
    "a page at a time.",
    role=Role.VIEWER,
    run=_find,
    answers={HTTPStatus.OK: ("Whoever was found", CustomerList)},
    parameters=(
        ApiParameter("search", "A part of a name, an e-mail or an id."),
        ApiParameter("externalId", "The id in your own backend, whole."),
        ApiParameter("plainId", "The id in Plain, whole."),
        ApiParameter("email", "The e-mail address, whole."),
        ApiParameter("account", "The account they belong to, by its id in the directory."),
        ApiParameter("tag", "A tag they have: `vip`, or `plan=pro`."),
        ApiParameter("owner", "Who looks after them."),
        ApiParameter("linked", "Has an id in this source: `billing`, or `billing.customer`."),
        ApiParameter("notLinked", "Has no id in this source."),
        ApiParameter(
            "order",
            "`oldest` first, as they were added; `newest` first; or by `name`, whoever has none "
            "last.",
            choices=tuple(CustomersListed),
        ),
        ApiParameter("first", "How many at most.", bounds=(1, MAX_PAGE)),
        ApiParameter("after", "The `next` of the page before."),
    ),
    fails={"s409": "The ids given mean several customers"},
)

SHOW = ApiOperation(
    name="showCustomer",
    method="GET",
    path="/api/customers/{id}",
    summary="Show a customer",
    description="Everything that is said of one customer, by whom and since when.",
    role=Role.VIEWER,
    run=_show,
    answers={HTTPStatus.OK: ("The customer", CustomerDetails)},
    parameters=(ID, ApiParameter("history", "What is no longer so, too.", truth=True)),
    fails={"s404": "Nobody has this id"},
)

OPERATIONS = (FIND, SHOW)
