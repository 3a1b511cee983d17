"""`/api/customers/{id}/...`: what somebody decides of customers; links; what is kept of them."""

from collections.abc import AsyncIterator, Mapping
from dataclasses import asdict
from datetime import datetime
from http import HTTPStatus
from typing import Any, Literal

import orjson
from pydantic import Field
from starlette.responses import Response, StreamingResponse

from aggregator.directory.codes import explained
from aggregator.directory.decided import Merged, UnmergeAnswers, Unmerged
from aggregator.directory.kinds import EventKind
from aggregator.directory.read.exported import exported
from aggregator.directory.read.past import moment_of
from aggregator.directory.values import Provenance
from aggregator.directory.write.link import LinkedIds, linked_upsert
from aggregator.domain.access import Role
from aggregator.domain.errors import CustomerNotFound, DirectoryConflict, Forbidden, InvalidRequest
from aggregator.web.api.customers import ID, customer_of_path
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, ApiParameter
from aggregator.web.api.people import ApiModel, CustomerLink

_SEVERAL = {"s404": "Nobody has one of the ids", "s409": "The directory says otherwise"}
_MOST_REASON = 512


class WithReason(ApiModel):
    """`reason`: why; the history keeps it."""

    reason: str | None = Field(None, max_length=_MOST_REASON)


class MergeAsked(WithReason):
    """Into whom; `force` also when both have ids of their own, or were never to be the same."""

    into: str
    force: bool = False
    preview: bool = Field(False, description="Say what it would come to; changes nothing.")


class MergeConflictTold(ApiModel):
    """Both have an id of this name, and not the same."""

    name: str
    kept: str
    merged: str


class MergeTold(ApiModel):
    """What merging came to, or would come to. `event`: null for a preview."""

    kept_id: str
    merged_id: str
    event: int | None
    follows: list[str] = Field(description="All ids that lead to `keptId` from then on.")
    shown: dict[str, str] = Field(description="What is then shown of them.")
    conflicts: list[MergeConflictTold]
    different: str | None = Field(description="Why they were decided to be never the same.")


class UnmergeAsked(WithReason):
    """`answers`: number of a later edit -> the id to which it belongs."""

    merge: int | None = Field(None, description="Number of the merge; null: the last of this id.")
    answers: dict[int, str] = Field(default_factory=dict)
    never: bool = Field(False, description="And remember that they are never the same.")
    preview: bool = Field(False, description="Say what it would come to; changes nothing.")


class UnmergeChoiceTold(ApiModel):
    """A later edit that named both, or the merged one alone."""

    event: int
    kind: str
    at: datetime
    actor: str
    says: list[str]
    given_to: str
    instead: str


class UnmergeTold(ApiModel):
    """What telling two apart came to, or would come to. `event`: null for a preview."""

    merge: int
    event: int | None
    kept_id: str
    kept: dict[str, str]
    apart_id: str
    apart: dict[str, str]
    choices: list[UnmergeChoiceTold]
    removed: list[str]


class DecideAsked(WithReason):
    """Of whom else, and what."""

    other: str
    verdict: Literal["same", "different"]


class DecideTold(ApiModel):
    """`changed`: false where it was decided so already."""

    changed: bool


class EraseTold(ApiModel):
    """Whose values are gone."""

    ids: list[str]
    values: int
    notes: int
    event: int
    under_way: list[str] = Field(
        description="Imports and pulls that are not ended: what they have not read yet may name "
        "them. Erase them once more then."
    )


class LinkAsked(WithReason):
    """`kind`: `email`, `phone`, `external_id`, `plain_id`, or `billing.customer`."""

    kind: str = Field(max_length=64)
    value: str = Field(max_length=512)


class LinkTold(ApiModel):
    """`changed`: false where it was so already."""

    id: str
    changed: bool


class AsOfTold(ApiModel):
    """What was valid then of whom the id meant then."""

    id: str
    links: list[CustomerLink]


class ExportTold(ApiModel):
    """Everything that is kept of one customer."""

    id: str
    aliases: list[str]
    links: list[dict[str, Any]]
    notes: list[dict[str, Any]]
    decisions: list[dict[str, Any]]
    events: list[dict[str, Any]]


def by_of(call: ApiCall, reason: str | None) -> Provenance:
    return Provenance(source="edit", actor=call.actor, reason=reason)


def _may_write(call: ApiCall) -> None:
    """An engineer may look at what would be; only an operator does it."""
    if call.token.role < Role.OPERATOR:
        raise Forbidden(
            "This takes a token with the role operator. Fix: use one, or ask with preview: true"
        )


def merge_told(done: Merged) -> MergeTold:
    return MergeTold.model_validate(asdict(done))


def unmerge_told(done: Unmerged) -> UnmergeTold:
    return UnmergeTold.model_validate(asdict(done))


async def _merge(call: ApiCall) -> ApiAnswer:
    asked = call.body(MergeAsked)
    if not asked.preview:
        _may_write(call)
    done = await call.directory.merge(
        call.workspace_id,
        by_of(call, asked.reason),
        call.path("id"),
        asked.into,
        force=asked.force,
        preview=asked.preview,
    )
    return ApiAnswer(merge_told(done))


async def _unmerge(call: ApiCall) -> ApiAnswer:
    asked = call.body(UnmergeAsked)
    if not asked.preview:
        _may_write(call)
    done = await call.directory.unmerge(
        call.workspace_id,
        by_of(call, asked.reason),
        call.path("id"),
        UnmergeAnswers(asked.merge, asked.answers, asked.never),
        preview=asked.preview,
    )
    return ApiAnswer(unmerge_told(done))


async def _decide(call: ApiCall) -> ApiAnswer:
    asked = call.body(DecideAsked)
    pair = call.path("id"), asked.other
    by = by_of(call, asked.reason)
    changed = await call.directory.decide(call.workspace_id, by, pair, asked.verdict)
    return ApiAnswer(DecideTold(changed=changed))


async def _erase(call: ApiCall) -> ApiAnswer:
    by = by_of(call, call.text("reason"))
    done = await call.directory.erase(call.workspace_id, by, call.path("id"))
    await call.service.person_erased(call.workspace_id, [*done.ids, *done.known_by])
    return ApiAnswer(
        EraseTold(
            ids=list(done.ids),
            values=done.values,
            notes=done.notes,
            event=done.event,
            under_way=list(done.under_way),
        )
    )


async def _link(call: ApiCall) -> ApiAnswer:
    asked = call.body(LinkAsked)
    match = await customer_of_path(call)
    said = linked_upsert(LinkedIds(call.path("id"), asked.kind, asked.value))
    [done] = await call.directory.upsert(
        call.workspace_id, by_of(call, asked.reason), customers=[said], kind=EventKind.LINK
    )
    if done.code is not None:
        rule, fix = explained(done.code)
        raise DirectoryConflict(f"Not linked, {done.code.value}: {rule} Fix: {fix}")
    return ApiAnswer(LinkTold(id=match.id, changed=done.state.value != "unchanged"))


async def _unlink(call: ApiCall) -> ApiAnswer:
    asked = call.body(LinkAsked)
    match = await customer_of_path(call)
    linked_upsert(LinkedIds(match.id, asked.kind, asked.value))  # InvalidRequest: no such kind
    by = by_of(call, asked.reason)
    many = await call.directory.unlink(
        call.workspace_id, by, "customer", match.id, (asked.kind, asked.value)
    )
    return ApiAnswer(LinkTold(id=match.id, changed=many > 0))


async def _as_of(call: ApiCall) -> ApiAnswer:
    event, moment = call.text("event"), call.text("at")
    if (event is None) == (moment is None):
        raise InvalidRequest("Give one of `event` and `at`.")
    at: int | datetime = call.number("event", 0, (0, 10**15))
    if moment is not None:
        at = moment_of(moment)
    id_, rows = await call.directory.as_of(call.workspace_id, call.path("id"), at)
    if not rows:
        raise CustomerNotFound("Nothing was said of this id then. Fix: a later event or moment")
    return ApiAnswer(AsOfTold(id=id_, links=[CustomerLink.of(row) for row in rows]))


async def _export(call: ApiCall) -> ApiAnswer:
    whole = await call.directory.whole(call.workspace_id, call.path("id"))
    if whole is None:
        raise CustomerNotFound("Nobody in the directory has this id.")
    return ApiAnswer(ExportTold.model_validate(exported(whole)))


async def _export_all(call: ApiCall) -> Response:
    async def lines() -> AsyncIterator[bytes]:
        async for some in call.directory.everybody(call.workspace_id):
            yield b"".join(orjson.dumps(exported(each)) + b"\n" for each in some)

    return StreamingResponse(lines(), media_type="application/x-ndjson")


def _one(name: str, method: str, path: str, **more: Any) -> ApiOperation:
    fails: Mapping[str, str] = more.pop("fails", _SEVERAL)
    parameters = (ID, *more.pop("parameters", ()))
    return ApiOperation(
        name=name,
        method=method,
        path=f"/api/customers/{{id}}{path}",
        parameters=parameters,
        fails=dict(fails),
        **more,
    )


_OK = HTTPStatus.OK
OPERATIONS = (
    ApiOperation(
        name="exportCustomers",
        method="GET",
        path="/api/customers/export",
        summary="Export everybody",
        description="Everything that is kept of every customer, one JSON object a line.",
        role=Role.OPERATOR,
        run=_export_all,
        answers={_OK: ("One object a line", ExportTold)},
        streams="application/x-ndjson",
    ),
    _one(
        "mergeCustomers",
        "POST",
        "/merge",
        summary="Merge a customer into another",
        description="Both ids are one person from then on. An engineer may preview it.",
        role=Role.ENGINEER,
        run=_merge,
        answers={_OK: ("What it came to", MergeTold)},
        body=MergeAsked,
    ),
    _one(
        "unmergeCustomers",
        "POST",
        "/unmerge",
        summary="Tell apart who was merged",
        description="As if it had never been, later edits included. An engineer may preview it.",
        role=Role.ENGINEER,
        run=_unmerge,
        answers={_OK: ("What it came to", UnmergeTold)},
        body=UnmergeAsked,
    ),
    _one(
        "decideCustomers",
        "POST",
        "/decide",
        summary="Remember that two are the same, or never are",
        role=Role.OPERATOR,
        run=_decide,
        answers={_OK: ("Whether it is new", DecideTold)},
        body=DecideAsked,
    ),
    _one(
        "linkCustomer",
        "POST",
        "/link",
        summary="Link a customer to an id, an e-mail or a phone",
        role=Role.OPERATOR,
        run=_link,
        answers={_OK: ("Whether it is new", LinkTold)},
        body=LinkAsked,
    ),
    _one(
        "unlinkCustomer",
        "POST",
        "/unlink",
        summary="End a link",
        role=Role.OPERATOR,
        run=_unlink,
        answers={_OK: ("Whether there was one", LinkTold)},
        body=LinkAsked,
    ),
    _one(
        "customerAsOf",
        "GET",
        "/as-of",
        summary="Show a customer as they were",
        role=Role.VIEWER,
        run=_as_of,
        answers={_OK: ("What was valid then", AsOfTold)},
        parameters=(
            ApiParameter("event", "After this event.", bounds=(0, 10**15)),
            ApiParameter("at", "At this moment, ISO 8601."),
        ),
        fails={"s404": "Nothing was said of them then"},
    ),
    _one(
        "exportCustomer",
        "GET",
        "/export",
        summary="Export a customer",
        description="Everything that is kept of one, the log too.",
        role=Role.OPERATOR,
        run=_export,
        answers={_OK: ("Everything", ExportTold)},
        fails={"s404": "Nobody has this id"},
    ),
    _one(
        "eraseCustomer",
        "DELETE",
        "",
        summary="Erase a customer for good",
        role=Role.OPERATOR,
        run=_erase,
        answers={_OK: ("What is gone", EraseTold)},
        parameters=(ApiParameter("reason", "Why; the history keeps it."),),
        fails={"s404": "Nobody has this id"},
    ),
)
