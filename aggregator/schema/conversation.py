"""What a card is asked in: Plain's thread and tenant."""

import dataclasses
from typing import Any

import strawberry

from aggregator.domain.customer import AccountMatch, TenantIds, ThreadIds
from aggregator.schema.common.account import Account
from aggregator.schema.common.ticket import Ticket
from aggregator.schema.context import OperationContext
from aggregator.schema.fields import provided, provided_as
from aggregator.schema.lookup_plan import Keys
from aggregator.schema.provided import ProvidedField


class AnyKind(dict[str, str | tuple[str, ...]]):
    """Keys of something that has one id in whichever source asks."""

    def __init__(self, key: str | None) -> None:
        super().__init__()
        self._key = key

    def get(self, _kind: str, default: Any = None) -> Any:
        return self._key if self._key is not None else default


@strawberry.type(description="The thread a card is shown in.")
class Thread:
    id: strawberry.ID | None = strawberry.field(description="Plain's own id.")
    external_id: strawberry.ID | None = strawberry.field(description="Its id in your systems.")
    keys: strawberry.Private[Keys] = dataclasses.field(default_factory=dict)
    ticket: Ticket | None = provided("Thread.ticket", "The ticket that `externalId` names.")

    @classmethod
    def of(cls, thread: ThreadIds) -> "Thread":
        return cls(
            id=_id(thread.plain_id),
            external_id=_id(thread.external_id),
            keys=AnyKind(thread.external_id),
        )


async def find_account(context: OperationContext, field: str, company: TenantIds) -> Any:
    """The account of `company` from the first source that has it; None when nobody knows it."""
    match: AccountMatch | None = await context.account(company) if company else None
    found = None if match is None else context.one(field, match.keys)
    return None if found is None else await found


_ACCOUNT = ProvidedField(
    lambda context, root, _: find_account(context, "Tenant.account", root.company)
)


@strawberry.type(description="The company a card is shown for, as Plain has it.")
class Tenant:
    id: strawberry.ID | None = strawberry.field(description="Plain's own id.")
    external_id: strawberry.ID | None = strawberry.field(description="Its id in your systems.")
    company: strawberry.Private[TenantIds] = dataclasses.field(default_factory=TenantIds)
    account: Account | None = provided_as(_ACCOUNT, "The account, found in the directory.")

    @classmethod
    def of(cls, company: TenantIds) -> "Tenant":
        return cls(id=_id(company.plain_id), external_id=_id(company.external_id), company=company)


def _id(value: str | None) -> strawberry.ID | None:
    return strawberry.ID(value) if value else None
