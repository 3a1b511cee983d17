"""The root of the internal schema."""

import asyncio
import enum
from functools import partial
from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from aggregator.directory.values import CustomersListed, CustomersWanted
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import (
    AmbiguousCustomer,
    CustomerRequired,
    DirectoryUnavailable,
    InvalidRequest,
)
from aggregator.domain.pages import check_page_size
from aggregator.schema.common.account import Account
from aggregator.schema.context import OperationContext
from aggregator.schema.conversation import Tenant, Thread, find_account
from aggregator.schema.customer import Customer
from aggregator.schema.customer_pages import CustomerConnection, customer_connection
from aggregator.schema.directory_account import (
    AccountBy,
    DirectoryAccount,
    company_of,
    resolve_directory_account,
)
from aggregator.schema.one_person import asks_how_found, customer_fields, withheld
from aggregator.schema.page_info import PageAfter, PageSize
from aggregator.schema.scalars import EmailText
from aggregator.schema.simulation import TriedRules, resolve_simulation
from aggregator.schema.suggestions import SuggestionConnection, resolve_suggestions


@strawberry.input(description="Whom to find. Several ids must mean the same person.")
class CustomerBy:
    id: strawberry.ID | None = strawberry.field(default=None, description="The directory's id.")
    plain_id: strawberry.ID | None = strawberry.field(default=None, description="Plain's id.")
    external_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id in your backend."
    )
    email: EmailText | None = strawberry.field(default=None, description="The e-mail address.")
    phone: str | None = strawberry.field(
        default=None, description="The telephone number, with its country: `+49 30 123456`."
    )
    name: str | None = strawberry.field(
        default=None, description="Tells apart those who share a phone or an e-mail address."
    )
    domain: str | None = strawberry.field(
        default=None, description="Their company's. Tells apart those who share an e-mail address."
    )


@strawberry.input(description="Which customers to list: all of what is said holds for them.")
class CustomerFilter:
    search: str | None = strawberry.field(
        default=None, description="Part of a name, an e-mail address or an id."
    )
    account: strawberry.ID | None = strawberry.field(
        default=None, description="The account they belong to, by its id in the directory."
    )
    tag: str | None = strawberry.field(
        default=None, description="A tag they have: `vip`, or `plan=pro`."
    )
    owner: str | None = strawberry.field(default=None, description="Who looks after them.")
    linked: str | None = strawberry.field(
        default=None, description="Has an id in this source: `billing`, or `billing.customer`."
    )
    not_linked: str | None = strawberry.field(
        default=None, description="Has no id in this source: `billing`, or `billing.customer`."
    )

    def wanted(self, order: CustomersListed) -> CustomersWanted:
        return CustomersWanted(
            self.search, self.account, self.tag, self.owner, self.linked, self.not_linked,
            order,
        )  # fmt: skip


@strawberry.enum(description="In which order customers are listed.")
class CustomerOrder(enum.Enum):
    OLDEST_FIRST = strawberry.enum_value("oldest", description="In the order of adding.")
    NEWEST_FIRST = strawberry.enum_value("newest", description="Whoever came last first.")
    NAME = strawberry.enum_value(
        "name", description="By name, whatever its case and accents; whoever has none comes last."
    )


_LISTED = {
    CustomerOrder.OLDEST_FIRST: CustomersListed.OLDEST,
    CustomerOrder.NEWEST_FIRST: CustomersListed.NEWEST,
    CustomerOrder.NAME: CustomersListed.NAME,
}


def resolve_customer(info: Info[OperationContext, None], by: CustomerBy | None = None) -> Any:
    context = info.context
    if by is None:
        if not context.given:
            raise CustomerRequired(
                "This operation speaks of the request's customer and the request names none. "
                'Fix: give `customer(by: {email: "..."})`, or send '
                '`"extensions": {"card": {"customer": {"email": "..."}}}`'
            )
        customer_ids = context.customer_ids
    else:
        customer_ids = CustomerIds(
            by.id, by.plain_id, by.external_id, by.email, by.phone, by.name, by.domain
        )
        if not customer_ids:
            raise InvalidRequest(
                "`by` names no id. Fix: give one of its fields; `name` and `domain` alone name "
                "nobody",
                field="by",
            )
    return (
        None if customer_ids is None else _find_customer(info, customer_ids, named=by is not None)
    )


async def _find_customer(
    info: Info[OperationContext, None], customer_ids: CustomerIds, *, named: bool
) -> Customer | None:
    context = info.context
    raw = info._raw_info  # noqa: SLF001 -- the whole operation is nowhere else
    asked_for = partial(customer_fields, raw.operation, raw.fragments, raw.schema)
    try:
        match = await context.customer(customer_ids)
    except AmbiguousCustomer as error:
        if not asks_how_found(asked_for()):
            raise
        return Customer.in_conflict(customer_ids, error)
    nobody_to_ask = match is None and named and not (customer_ids.external_id or customer_ids.email)
    if nobody_to_ask and not asks_how_found(asked_for()):
        return None
    return Customer.of(
        customer_ids, match, withheld(context.request_context, asked_for, customer_ids, match)
    )


async def resolve_customers(
    info: Info[OperationContext, None],
    first: PageSize = 25,
    after: PageAfter = None,
    filter: CustomerFilter | None = None,  # noqa: A002 -- the argument's name in the schema
    order: Annotated[
        CustomerOrder | None,
        strawberry.argument(description="In which order; null: the oldest first."),
    ] = None,
) -> CustomerConnection:
    check_page_size(first, "customers")
    after = after or None  # as some clients write the first page
    request_context = info.context.request_context
    wanted = (filter or CustomerFilter()).wanted(_LISTED[order or CustomerOrder.OLDEST_FIRST])
    try:
        async with asyncio.timeout(request_context.deadline.remaining()):
            page = await request_context.directory.page(
                request_context.workspace_id, first, after, wanted
            )
    except TimeoutError:
        raise DirectoryUnavailable("The directory did not answer in time") from None
    return customer_connection(page, after)


def resolve_account(info: Info[OperationContext, None], by: AccountBy) -> Any:
    return find_account(info.context, "Query.account", company_of(by))


def resolve_thread(info: Info[OperationContext, None]) -> Thread | None:
    thread = info.context.thread
    return None if thread is None else Thread.of(thread)


def resolve_tenant(info: Info[OperationContext, None]) -> Tenant | None:
    company = info.context.tenant
    return None if company is None else Tenant.of(company)


@strawberry.type(description="What can be asked.")
class Query:
    customer: Customer | None = strawberry.field(
        resolver=resolve_customer,
        description=(
            "A customer by any id; without `by`, the customer the request speaks of. By `id` or "
            "`plainId` it is null for somebody whom the directory does not know. By `externalId` "
            "or `email` the sources are asked all the same, and the customer's `id` is null."
        ),
    )
    customers: CustomerConnection = strawberry.field(
        resolver=resolve_customers,
        description="Customers of the directory, a page at a time.",
    )
    suggestions: SuggestionConnection = strawberry.field(
        resolver=resolve_suggestions,
        description="Customers who may be one person, the most probable first. `mergeCustomers` "
        "accepts one, `decideCustomers` with DIFFERENT dismisses it: neither comes again.",
    )
    simulate_rules: TriedRules = strawberry.field(
        resolver=resolve_simulation,
        description="What other rules of finding customers would come to. It changes nothing, and "
        "takes a token with the role operator.",
    )
    account: Account | None = strawberry.field(
        resolver=resolve_account,
        description="An account by any id that the directory knows it by.",
    )
    directory_account: DirectoryAccount | None = strawberry.field(
        resolver=resolve_directory_account,
        description="An account as the directory knows it, with its people.",
    )
    thread: Thread | None = strawberry.field(
        resolver=resolve_thread,
        description="The thread the request speaks of; null when it names none.",
    )
    tenant: Tenant | None = strawberry.field(
        resolver=resolve_tenant,
        description="The tenant the request speaks of; null when it names none.",
    )
