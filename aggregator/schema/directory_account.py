"""An account as the directory knows it, with its people. No card can list them."""

import asyncio

import strawberry
from strawberry.types import Info

from aggregator.domain.customer import AccountMatch, TenantIds
from aggregator.domain.errors import DirectoryUnavailable, Forbidden, InvalidRequest
from aggregator.schema.context import OperationContext
from aggregator.schema.customer_pages import CustomerConnection, customer_connection
from aggregator.schema.page_info import PageAfter, PageSize


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


async def _people(
    root: "DirectoryAccount",
    info: Info[OperationContext, None],
    first: PageSize = 25,
    after: PageAfter = None,
) -> CustomerConnection:
    writer = info.context.writer
    if writer is None:
        raise Forbidden("People of an account are listed for the bearer of a token, in no card")
    after = after or None
    try:
        async with asyncio.timeout(info.context.request_context.deadline.remaining()):
            page = await writer.directory.account_people(
                writer.workspace_id, str(root.id), first, after
            )
    except TimeoutError:
        raise DirectoryUnavailable("The directory did not answer in time") from None
    return customer_connection(page, after)


@strawberry.type(description="An account as the directory knows it.")
class DirectoryAccount:
    id: strawberry.ID = strawberry.field(description="The directory's id.")
    plain_id: strawberry.ID | None = strawberry.field(description="Plain's id of the tenant.")
    external_id: strawberry.ID | None = strawberry.field(description="The id in your backend.")
    name: str | None = strawberry.field(description="The name in the directory.")
    domain: str | None = strawberry.field(description="Its internet domain.")
    people: CustomerConnection = strawberry.field(
        resolver=_people, description="The customers who belong to it, oldest first."
    )


def company_of(by: AccountBy) -> TenantIds:
    """Give the ids that are asked by. InvalidRequest: there is none."""
    company = TenantIds(by.id, by.plain_id, by.external_id, by.domain)
    if not company:
        raise InvalidRequest("`by` names no id. Fix: give one of its fields", field="by")
    return company


async def resolve_directory_account(
    info: Info[OperationContext, None], by: AccountBy
) -> DirectoryAccount | None:
    match: AccountMatch | None = await info.context.account(company_of(by))
    if match is None:
        return None
    return DirectoryAccount(
        id=strawberry.ID(match.id),
        plain_id=strawberry.ID(match.plain_id) if match.plain_id else None,
        external_id=strawberry.ID(match.external_id) if match.external_id else None,
        name=match.name,
        domain=match.domain,
    )
