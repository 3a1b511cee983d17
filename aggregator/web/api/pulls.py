"""`/api/pulls`: everybody whom a connected source knows, brought into the directory."""

from http import HTTPStatus

from starlette.responses import Response

from aggregator.directory.pulls.pulls import Pulls
from aggregator.domain.access import Role
from aggregator.web.api.import_state import Undone
from aggregator.web.api.imports import SECONDS
from aggregator.web.api.job_events import JobProgress, progress
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, ApiParameter
from aggregator.web.api.pull_state import (
    PullList,
    PullState,
    PullWanted,
    RecordRefused,
    RecordsRefused,
)

ID = ApiParameter("id", "The pull's id.", "path")
_MOST = (1, 200)
_PATH = "/api/pulls"


def _pulls(call: ApiCall) -> Pulls:
    return call.service.puller.of(call.workspace_id)


async def _begin(call: ApiCall) -> ApiAnswer:
    wanted = call.body(PullWanted)
    async with call.service.puller.source(call.workspace_id, wanted.source) as source:
        job = await _pulls(call).begin(
            source, call.actor, full=wanted.full, dry=wanted.dry_run, served=True
        )
    call.service.puller.wake()
    return ApiAnswer(PullState.of(job), HTTPStatus.ACCEPTED)


async def _list(call: ApiCall) -> ApiAnswer:
    jobs = await _pulls(call).history(call.number("first", 20, _MOST))
    return ApiAnswer(PullList(pulls=[PullState.of(job) for job in jobs]))


async def _show(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(PullState.of(await _pulls(call).job(call.path("id"))))


async def _events(call: ApiCall) -> Response:
    pulls = _pulls(call)
    job = await pulls.job(call.path("id"))
    return progress(pulls.job, job, call.request.headers.get("last-event-id"))


async def _refused(call: ApiCall) -> ApiAnswer:
    pulls, first = _pulls(call), call.number("first", 50, _MOST)
    after = call.number("after", 0, (0, 10**12))
    job = await pulls.job(call.path("id"))
    found: list[RecordRefused] = []
    async for outcome in pulls.outcomes(job):
        if not outcome.failed or outcome.number <= after:
            continue
        if len(found) == first:
            return ApiAnswer(RecordsRefused(refused=found, next=found[-1].record))
        found.append(RecordRefused.of(outcome))
    return ApiAnswer(RecordsRefused(refused=found, next=None))


async def _cancel(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(PullState.of(await _pulls(call).cancel(call.path("id"))))


async def _resume(call: ApiCall) -> ApiAnswer:
    job = await _pulls(call).retry(call.path("id"))
    call.service.puller.wake()
    return ApiAnswer(PullState.of(job), HTTPStatus.ACCEPTED)


async def _undo(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(Undone(**await _pulls(call).undo(call.path("id"), call.actor)))


OPERATIONS = (
    ApiOperation(
        name="beginPull",
        method="POST",
        path=_PATH,
        summary="Pull people and accounts from a source",
        role=Role.OPERATOR,
        description="Its connector says where everybody is listed. It goes on when the answer "
        "has left: follow `events`. Of one source, one at a time.",
        run=_begin,
        body=PullWanted,
        answers={HTTPStatus.ACCEPTED: ("It is begun", PullState)},
    ),
    ApiOperation(
        name="listPulls",
        method="GET",
        path=_PATH,
        summary="List the pulls",
        role=Role.OPERATOR,
        run=_list,
        parameters=(ApiParameter("first", "How many at most.", bounds=_MOST),),
        answers={HTTPStatus.OK: ("The pulls, newest first", PullList)},
    ),
    ApiOperation(
        name="showPull",
        method="GET",
        path=f"{_PATH}/{{id}}",
        summary="Show a pull",
        role=Role.OPERATOR,
        run=_show,
        parameters=(ID,),
        answers={HTTPStatus.OK: ("The pull", PullState)},
    ),
    ApiOperation(
        name="followPull",
        method="GET",
        path=f"{_PATH}/{{id}}/events",
        summary="Follow a pull",
        role=Role.OPERATOR,
        description="Server-sent events: `progress` as records are read, then `end` with the "
        "counts, or `failed` with the reason. Last-Event-ID goes on where a connection ended.",
        run=_events,
        parameters=(ID,),
        streams="text/event-stream",
        answers={HTTPStatus.OK: ("How far it is, in each event", JobProgress)},
    ),
    ApiOperation(
        name="listRefusedRecords",
        method="GET",
        path=f"{_PATH}/{{id}}/refused",
        summary="List the records that were not taken",
        role=Role.OPERATOR,
        run=_refused,
        parameters=(
            ID,
            ApiParameter("first", "How many at most.", bounds=_MOST),
            ApiParameter("after", "`next` of the page before.", bounds=(0, 10**12)),
        ),
        answers={HTTPStatus.OK: ("The records, with their codes", RecordsRefused)},
    ),
    ApiOperation(
        name="cancelPull",
        method="POST",
        path=f"{_PATH}/{{id}}/cancel",
        summary="Stop a pull where it is",
        role=Role.OPERATOR,
        run=_cancel,
        description="What it did stays, until it is undone.",
        parameters=(ID,),
        answers={HTTPStatus.OK: ("The pull", PullState)},
    ),
    ApiOperation(
        name="resumePull",
        method="POST",
        path=f"{_PATH}/{{id}}/resume",
        summary="Go on with a pull that failed",
        role=Role.OPERATOR,
        run=_resume,
        description="One that was begun by a command goes on with `customers pull --resume`.",
        parameters=(ID,),
        answers={HTTPStatus.ACCEPTED: ("The pull", PullState)},
    ),
    ApiOperation(
        name="undoPull",
        method="POST",
        path=f"{_PATH}/{{id}}/undo",
        summary="Take back what a pull changed",
        role=Role.OPERATOR,
        run=_undo,
        description="What was changed since then stays; the next pull asks for everybody.",
        parameters=(ID,),
        seconds=SECONDS,
        answers={HTTPStatus.OK: ("What was taken back", Undone)},
    ),
)
