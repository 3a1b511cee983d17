"""What an operation may change: the customers of the directory, by an operator.

Each field is one function of the directory, as the commands and `/api` are. A GET, a card and a
viewer cannot come here: endpoint.py, the rule `not-a-query`, and the role that each field takes.
"""

import asyncio
import json
from collections.abc import Awaitable, Mapping
from datetime import datetime
from typing import TypeVar

import strawberry
from strawberry.types import Info

from aggregator.directory.codes import explained
from aggregator.directory.decided import Merged, UnmergeAnswers, Unmerged
from aggregator.directory.kinds import EventKind
from aggregator.directory.read.exported import exported
from aggregator.directory.values import CustomerUpsert, Upserted, UpsertRules
from aggregator.directory.write.link import LinkedIds, linked_upsert
from aggregator.domain.access import Role
from aggregator.domain.errors import (
    CustomerNotFound,
    DirectoryConflict,
    DirectoryUnavailable,
    Forbidden,
    InvalidRequest,
)
from aggregator.schema.context import OperationContext
from aggregator.schema.directory_writer import DirectoryWriter
from aggregator.schema.mutation_types import (
    CustomerId,
    CustomersAre,
    EditAnswers,
    EraseResult,
    ForceWish,
    IdConflict,
    KeyKind,
    KeyValue,
    LaterEdit,
    MergeInto,
    MergeNumber,
    MergeResult,
    NeverWish,
    OtherId,
    PreviewWish,
    Reason,
    SaidBy,
    SaidCustomer,
    ShownValue,
    TwoCustomers,
    UnmergeResult,
    UpsertResult,
)

_Done = TypeVar("_Done")
_Context = Info[OperationContext, None]
_MOST = 512


async def upsert_customer(
    info: _Context, customer: SaidCustomer, source: SaidBy = "backend", reason: Reason = None
) -> UpsertResult:
    writer = _writer(info, Role.OPERATOR)
    said = CustomerUpsert(
        external_id=customer.external_id,
        plain_id=customer.plain_id,
        email=customer.email,
        phone=customer.phone,
        name=customer.name,
        account_external_id=customer.account_external_id,
        keys={key.kind: key.value for key in customer.keys or ()},
    )
    [done] = await _run(
        info,
        writer.directory.upsert(
            writer.workspace_id,
            writer.by(_reason(reason), source),
            customers=[said],
            rules=UpsertRules(create_accounts=True),
        ),
    )
    return UpsertResult(
        state=done.state.value,
        id=_id(done.id),
        matched_by=done.matched_by,
        code=done.code.value if done.code else None,
        message=_message(done),
    )


async def link_customer(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
    kind: KeyKind,
    value: KeyValue,
    reason: Reason = None,
) -> bool:
    writer = _writer(info, Role.OPERATOR)
    said = linked_upsert(LinkedIds(id, kind, value))
    by = writer.by(_reason(reason))
    [done] = await _run(
        info,
        writer.directory.upsert(writer.workspace_id, by, customers=[said], kind=EventKind.LINK),
    )
    if done.code is not None:
        raise DirectoryConflict(f"Not linked, {done.code.value}: {_message(done)}")
    return done.state.value != "unchanged"


async def unlink_customer(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
    kind: KeyKind,
    value: KeyValue,
    reason: Reason = None,
) -> bool:
    writer = _writer(info, Role.OPERATOR)
    linked_upsert(LinkedIds(id, kind, value))  # InvalidRequest: no such kind
    by = writer.by(_reason(reason))
    many = await _run(
        info,
        writer.directory.unlink(writer.workspace_id, by, "customer", id, (kind, value)),
    )
    return many > 0


async def merge_customers(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
    into: MergeInto,
    force: ForceWish = False,
    preview: PreviewWish = False,
    reason: Reason = None,
) -> MergeResult:
    writer = _writer(info, Role.ENGINEER if preview else Role.OPERATOR)
    by = writer.by(_reason(reason))
    done = await _run(
        info,
        writer.directory.merge(writer.workspace_id, by, id, into, force=force, preview=preview),
    )
    return _merge_result(done)


async def unmerge_customers(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
    merge: MergeNumber = None,
    answers: EditAnswers = None,
    never: NeverWish = False,
    preview: PreviewWish = False,
    reason: Reason = None,
) -> UnmergeResult:
    writer = _writer(info, Role.ENGINEER if preview else Role.OPERATOR)
    asked = UnmergeAnswers(merge, {each.event: each.id for each in answers or ()}, never)
    by = writer.by(_reason(reason))
    done = await _run(
        info, writer.directory.unmerge(writer.workspace_id, by, id, asked, preview=preview)
    )
    return _unmerge_result(done)


async def decide_customers(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
    other: OtherId,
    verdict: TwoCustomers,
    reason: Reason = None,
) -> bool:
    writer = _writer(info, Role.OPERATOR)
    by, is_same = writer.by(_reason(reason)), verdict is CustomersAre.SAME
    return await _run(
        info,
        writer.directory.decide(
            writer.workspace_id, by, (id, other), "same" if is_same else "different"
        ),
    )


async def erase_customer(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
    reason: Reason = None,
) -> EraseResult:
    writer = _writer(info, Role.OPERATOR)
    done = await _run(
        info, writer.directory.erase(writer.workspace_id, writer.by(_reason(reason)), id)
    )
    await _run(info, writer.erased([*done.ids, *done.known_by]))
    ids = [strawberry.ID(each) for each in done.ids]
    return EraseResult(ids=ids, values=done.values, under_way=list(done.under_way))


async def export_customer(
    info: _Context,
    id: CustomerId,  # noqa: A002 -- its name in the schema
) -> str:
    writer = _writer(info, Role.OPERATOR)
    whole = await _run(info, writer.directory.whole(writer.workspace_id, id))
    if whole is None:
        raise CustomerNotFound("Nobody in the directory has this id.")
    return json.dumps(exported(whole), ensure_ascii=False)


@strawberry.type(description="What can be changed. Takes a token with the role operator.")
class Mutation:
    upsert_customer: UpsertResult = strawberry.field(
        resolver=upsert_customer,
        description="Get a customer or create them, and say what is known of them.",
    )
    link_customer: bool = strawberry.field(
        resolver=link_customer,
        description="Link a customer to an id, an e-mail or a phone; whether it is new.",
    )
    unlink_customer: bool = strawberry.field(
        resolver=unlink_customer, description="End a link; whether there was one."
    )
    merge_customers: MergeResult = strawberry.field(
        resolver=merge_customers,
        description="Merge one customer into another. An engineer may preview it.",
    )
    unmerge_customers: UnmergeResult = strawberry.field(
        resolver=unmerge_customers,
        description="Tell apart who was merged, as if it had never been, later edits included. "
        "An engineer may preview it.",
    )
    decide_customers: bool = strawberry.field(
        resolver=decide_customers,
        description="Remember that two are the same, or never are; whether it is new.",
    )
    export_customer: str = strawberry.field(
        resolver=export_customer, description="Everything that is kept of one customer, as JSON."
    )
    erase_customer: EraseResult = strawberry.field(
        resolver=erase_customer,
        description="Erase a customer for good: every value, note and decision.",
    )


def _writer(info: _Context, role: Role) -> DirectoryWriter:
    writer = info.context.writer
    if writer is None:
        raise Forbidden("Nothing can be changed from here. Fix: POST the mutation to /graphql")
    writer.may(role)
    return writer


async def _run(info: _Context, doing: Awaitable[_Done]) -> _Done:
    try:
        async with asyncio.timeout(info.context.request_context.deadline.remaining()):
            return await doing
    except TimeoutError:
        raise DirectoryUnavailable("The directory did not answer in time") from None


def _reason(reason: str | None) -> str | None:
    if reason is not None and len(reason) > _MOST:
        raise InvalidRequest(f"`reason` has at most {_MOST} characters", field="reason")
    return reason


def _id(id_: str | None) -> strawberry.ID | None:
    return None if id_ is None else strawberry.ID(id_)


def _message(done: Upserted) -> str | None:
    return None if done.code is None else " Fix: ".join(explained(done.code))


def _values(shown: Mapping[str, str]) -> list[ShownValue]:
    return [ShownValue(name=name, value=value) for name, value in shown.items()]


def _merge_result(done: Merged) -> MergeResult:
    return MergeResult(
        kept_id=strawberry.ID(done.kept_id),
        merged_id=strawberry.ID(done.merged_id),
        event=done.event,
        follows=[strawberry.ID(each) for each in done.follows],
        shown=_values(done.shown),
        conflicts=[IdConflict(name=c.name, kept=c.kept, merged=c.merged) for c in done.conflicts],
        different=done.different,
    )


def _unmerge_result(done: Unmerged) -> UnmergeResult:
    return UnmergeResult(
        merge=done.merge,
        event=done.event,
        kept_id=strawberry.ID(done.kept_id),
        kept=_values(done.kept),
        apart_id=strawberry.ID(done.apart_id),
        apart=_values(done.apart),
        choices=[
            LaterEdit(
                event=each.event,
                kind=each.kind,
                at=_moment(each.at),
                actor=each.actor,
                says=list(each.says),
                given_to=strawberry.ID(each.given_to),
                instead=strawberry.ID(each.instead),
            )
            for each in done.choices
        ],
        removed=[strawberry.ID(id_) for id_ in done.removed],
    )


def _moment(at: datetime) -> str:
    return at.isoformat()
