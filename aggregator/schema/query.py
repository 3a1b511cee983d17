"""The root of the internal schema."""

from typing import Annotated, Any

import strawberry
from strawberry.types import Info

from aggregator.domain.customer import Company, Person
from aggregator.domain.errors import CustomerRequired, InvalidRequest
from aggregator.schema.common.account import Account
from aggregator.schema.context import Context
from aggregator.schema.conversation import AnyKind, Tenant, Thread, find_account
from aggregator.schema.customer import Customer
from aggregator.schema.scalars import Email

PAGE_MAX = 100


@strawberry.input(description="Whom to find. Several ids must mean the same person.")
class CustomerBy:
    id: strawberry.ID | None = strawberry.field(default=None, description="The directory's id.")
    plain_id: strawberry.ID | None = strawberry.field(default=None, description="Plain's id.")
    external_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id in your backend."
    )
    email: Email | None = strawberry.field(default=None, description="The e-mail address.")


@strawberry.input(description="Which account to find.")
class AccountBy:
    id: strawberry.ID | None = strawberry.field(default=None, description="The directory's id.")
    plain_id: strawberry.ID | None = strawberry.field(
        default=None, description="Plain's id of the tenant."
    )
    external_id: strawberry.ID | None = strawberry.field(
        default=None, description="The id in your backend."
    )
    domain: str | None = strawberry.field(default=None, description="The internet domain.")


@strawberry.input(description="Which customers to list.")
class CustomerFilter:
    search: str | None = strawberry.field(
        default=None, description="Part of a name, an e-mail address or an id."
    )


@strawberry.type(description="Where a page ends, in Relay's words.")
class PageInfo:
    has_next_page: bool = strawberry.field(description="Whether more follow.")
    has_previous_page: bool = strawberry.field(description="Whether this page is not the first.")
    start_cursor: str | None = strawberry.field(description="The cursor of the first edge.")
    end_cursor: str | None = strawberry.field(description="What to give as `after` for more.")


@strawberry.type(description="A customer at their place in a list.")
class CustomerEdge:
    cursor: str = strawberry.field(description="This place in the list.")
    node: Customer = strawberry.field(description="The customer.")


@strawberry.type(description="A page of customers, oldest first.")
class CustomerConnection:
    edges: list[CustomerEdge] = strawberry.field(description="The customers at their places.")
    nodes: list[Customer] = strawberry.field(description="The customers alone.")
    page_info: PageInfo = strawberry.field(description="Where this page ends.")
    total_count: int = strawberry.field(description="How many there are over all pages.")


@strawberry.type(description="What can be asked.")
class Query:
    @strawberry.field(
        description="A customer by any id; without `by`, the customer the request speaks of."
    )
    def customer(self, info: Info[Context, None], by: CustomerBy | None = None) -> Customer | None:
        context = info.context
        if by is None:
            if not context.given:
                raise CustomerRequired(
                    "This operation speaks of the request's customer and the request names none. "
                    'Fix: give `customer(by: {email: "..."})`, or send '
                    '`"extensions": {"card": {"customer": {"email": "..."}}}`'
                )
            person = context.person
        else:
            person = Person(by.id, by.plain_id, by.external_id, by.email)
            if not person:
                raise InvalidRequest("`by` names no id. Fix: give one of its fields", field="by")
        found: Any = None if person is None else _customer(context, person, own=by is None)
        return found  # type: ignore[no-any-return]  # an awaitable, which the engine awaits

    @strawberry.field(description="Customers of the directory, a page at a time, oldest first.")
    async def customers(
        self,
        info: Info[Context, None],
        first: Annotated[
            int, strawberry.argument(description=f"How many at most, up to {PAGE_MAX}.")
        ] = 25,
        after: Annotated[
            str | None, strawberry.argument(description="The `endCursor` of the page before.")
        ] = None,
        filter: CustomerFilter | None = None,  # noqa: A002 -- the argument's name in the schema
    ) -> CustomerConnection:
        if not 1 <= first <= PAGE_MAX:
            raise InvalidRequest(f"`first` is a number from 1 to {PAGE_MAX}", field="customers")
        scope = info.context.scope
        search = filter.search if filter else None
        page = await scope.directory.page(scope.workspace_id, first, after, search)
        nodes = [Customer.of(Person(customer_id=match.id), match) for match in page.matches]
        return CustomerConnection(
            edges=[CustomerEdge(cursor=str(node.id), node=node) for node in nodes],
            nodes=nodes,
            page_info=PageInfo(
                has_next_page=page.has_next,
                has_previous_page=after is not None,
                start_cursor=page.matches[0].id if page.matches else None,
                end_cursor=page.end,
            ),
            total_count=page.total,
        )

    @strawberry.field(description="An account by any id that the directory knows it by.")
    def account(self, info: Info[Context, None], by: AccountBy) -> Account | None:
        company = Company(by.id, by.plain_id, by.external_id, by.domain)
        if not company:
            raise InvalidRequest("`by` names no id. Fix: give one of its fields", field="by")
        return find_account(info.context, "Query.account", company)  # type: ignore[return-value]  # awaited by the engine

    @strawberry.field(description="The thread the request speaks of; null when it names none.")
    def thread(self, info: Info[Context, None]) -> Thread | None:
        thread = info.context.thread
        if thread is None:
            return None
        return Thread(
            id=strawberry.ID(thread.plain_id) if thread.plain_id else None,
            external_id=strawberry.ID(thread.external_id) if thread.external_id else None,
            keys=AnyKind(thread.external_id),
        )

    @strawberry.field(description="The tenant the request speaks of; null when it names none.")
    def tenant(self, info: Info[Context, None]) -> Tenant | None:
        company = info.context.tenant
        if company is None:
            return None
        return Tenant(
            id=strawberry.ID(company.plain_id) if company.plain_id else None,
            external_id=strawberry.ID(company.external_id) if company.external_id else None,
            company=company,
        )


async def _customer(context: Context, person: Person, *, own: bool) -> Customer:
    match = await context.customer(person)
    if own and match is not None:
        context.matched_by = match.matched_by
    return Customer.of(person, match)
