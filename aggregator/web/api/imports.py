"""`/api/imports`: a file of customers, sent, tried, imported; how far it is, what became of it."""

from collections.abc import AsyncIterator
from http import HTTPStatus
from pathlib import Path

from starlette.responses import Response, StreamingResponse

from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.results import FAILED, NOT_REACHED, TAKEN, result_text
from aggregator.directory.imports.spec import ImportSpec
from aggregator.directory.imports.uploads import is_sent, receive, sent_name
from aggregator.directory.kinds import OWNER, TAG, SubjectKind
from aggregator.directory.values import Overwriting, UpsertRules
from aggregator.domain.access import Role
from aggregator.domain.errors import DirectoryUnavailable, InvalidRequest, UnsupportedBody
from aggregator.telemetry.logger import get_logger
from aggregator.web.api.import_state import FileText, ImportList, ImportState, Undone, facts_of
from aggregator.web.api.job_events import JobProgress, progress
from aggregator.web.api.operation import ApiAnswer, ApiCall, ApiOperation, ApiParameter

log = get_logger(__name__)

SECONDS = 600.0
"""How long a file may take to arrive, and the undoing of a whole import or pull."""
MAX_TRIED = 20_000
"""Rows of a dry run here: nobody else writes in the workspace meanwhile."""

_TYPES = {"text/csv": ".csv", "application/x-ndjson": ".jsonl", "application/jsonl": ".jsonl"}
_SUBJECTS: dict[str, SubjectKind] = {
    "customer": "customer",
    "account": "account",
    "org-unit": "org_unit",
}
_FILES = (TAKEN, FAILED, NOT_REACHED)

ID = ApiParameter("id", "The import's id.", "path")


def _imports(call: ApiCall) -> Imports:
    return call.service.importer.of(call.workspace_id)


async def _send(call: ApiCall) -> ApiAnswer:
    questions, rules, said = _asked(call)
    look, dry = call.truth("look"), call.truth("dryRun")
    folder, imports = call.service.importer.folder, _imports(call)
    try:
        file = await receive(_body(call), folder, f"{call.text('name') or 'file'}{_suffix(call)}")
    except DirectoryUnavailable as error:  # told here alone: it is the server's own disk
        log.warning("file_not_kept", why=error.message)
        raise
    begun = False
    try:
        spec = await imports.look(file, questions, said, rules)
        if look or (spec.shape.guessed and not dry):
            return _looked_at(call, spec, look)
        if dry and spec.rows > MAX_TRIED:
            raise InvalidRequest(
                f"A dry run here takes at most {MAX_TRIED:,} rows. "
                "Fix: aggregator customers import FILE --dry-run"
            )
        job = await imports.begin(spec.tried() if dry else spec, call.actor)
        begun = True
    finally:
        if not begun:
            file.unlink(missing_ok=True)
    call.service.importer.wake()
    return ApiAnswer(ImportState.of(job), HTTPStatus.ACCEPTED)


def _looked_at(call: ApiCall, spec: ImportSpec, look: bool) -> ApiAnswer:
    if not look:
        raise InvalidRequest(
            "bad_encoding: the file is no UTF-8. Fix: say how it is written, encoding=cp1252"
        )
    name = spec.file.name.partition("-")[2]
    nothing = {"id": None, "state": None, "created_at": None, "updated_at": None, "failure": None}
    state = ImportState.model_validate(
        {**nothing, "file": name, "row": 0, "counts": {}, "by": call.actor, **facts_of(spec)}
    )
    return ApiAnswer(state)


def _asked(call: ApiCall) -> tuple[FileQuestions, UpsertRules, dict[str, str]]:
    kind, existing = call.text("as") or "customer", call.text("existing") or "update"
    if kind not in _SUBJECTS:
        raise InvalidRequest(f"`as` is one of {', '.join(_SUBJECTS)}.")
    if existing not in tuple(Overwriting):
        raise InvalidRequest(f"`existing` is one of {', '.join(Overwriting)}.")
    made = {TAG: call.truth("createTags"), OWNER: call.truth("createOwners")}
    rules = UpsertRules(
        overwriting=Overwriting(existing),
        shared_emails=call.truth("sharedEmails"),
        create_accounts=call.truth("createAccounts"),
        create_allowed=frozenset(name for name, wanted in made.items() if wanted),
    )
    said: dict[str, str] = {}
    for each in call.request.query_params.getlist("map"):
        column, equals, field = each.rpartition("=")
        if not (column and equals and field):
            raise InvalidRequest("`map` is COLUMN=FIELD, and may be repeated.")
        said[column] = field
    questions = FileQuestions(
        _SUBJECTS[kind],
        call.text("source") or "import",
        call.text("encoding"),
        call.text("delimiter"),
        call.text("region"),
    )
    return questions, rules, said


def _suffix(call: ApiCall) -> str:
    sent = (call.request.headers.get("content-type") or "").partition(";")[0].strip().lower()
    encoded = call.request.headers.get("content-encoding", "identity").strip().lower()
    if sent not in _TYPES or encoded not in ("", "identity"):
        raise UnsupportedBody(f"The body is a file, not compressed: {', '.join(_TYPES)}.")
    return _TYPES[sent]


async def _body(call: ApiCall) -> AsyncIterator[bytes]:
    async for chunk in call.request.stream():
        if chunk:
            yield chunk


async def _list(call: ApiCall) -> ApiAnswer:
    jobs = await _imports(call).history(call.number("first", 20, (1, 200)))
    return ApiAnswer(ImportList(imports=[ImportState.of(job) for job in jobs]))


async def _show(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(ImportState.of(await _imports(call).job(call.path("id"))))


async def _cancel(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(ImportState.of(await _imports(call).cancel(call.path("id"))))


async def _resume(call: ApiCall) -> ApiAnswer:
    imports = _imports(call)
    job = await imports.job(call.path("id"))
    if not is_sent(job, call.service.importer.folder):
        raise InvalidRequest(
            "The import's file was not sent here. "
            f"Fix: aggregator customers import --resume {job.id} where its file is"
        )
    again = await imports.retry(job.id)
    call.service.importer.wake()
    return ApiAnswer(ImportState.of(again), HTTPStatus.ACCEPTED)


async def _undo(call: ApiCall) -> ApiAnswer:
    return ApiAnswer(Undone(**await _imports(call).undo(call.path("id"), call.actor)))


async def _file(call: ApiCall) -> Response:
    imports, kind = _imports(call), call.path("kind")
    job = await imports.job(call.path("id"))
    if kind not in _FILES:
        raise InvalidRequest(f"There is no such file. Fix: one of {', '.join(_FILES)}.")
    spec = ImportSpec.of(job.spec)
    if not is_sent(job, call.service.importer.folder) or not spec.file.is_file():
        raise InvalidRequest("The import's file is not here, or was deleted after seven days.")
    text = result_text(spec, imports.outcomes(job), kind)
    name = f"{Path(sent_name(job)).stem}.{kind}{spec.file.suffix}"
    headers = {
        "Content-Disposition": f'attachment; filename="{name}"',
        "Cache-Control": "no-store",
    }
    media = "text/csv" if spec.shape.format == "csv" else "application/x-ndjson"
    return StreamingResponse(text, media_type=f"{media}; charset=utf-8", headers=headers)


async def _events(call: ApiCall) -> Response:
    imports, id_ = _imports(call), call.path("id")
    job = await imports.job(id_)
    return progress(imports.job, job, call.request.headers.get("last-event-id"))


_OPTIONS = (
    ApiParameter("name", "What the file is called."),
    ApiParameter("as", "customer, account or org-unit."),
    ApiParameter("look", "Only say what its columns mean and how many rows it has.", truth=True),
    ApiParameter("dryRun", "Say what would become of each row; change nothing.", truth=True),
    ApiParameter("map", "COLUMN=FIELD: what a column means; - leaves it out. May be repeated."),
    ApiParameter("existing", "Of those that are there: update, replace or ignore."),
    ApiParameter("source", "Whose word it is."),
    ApiParameter("encoding", "utf-8, utf-16, cp1252..."),
    ApiParameter("delimiter", "By default it is found out."),
    ApiParameter("region", "Country of phone numbers without +: DE, US."),
    ApiParameter("sharedEmails", "Several customers may have one mailbox.", truth=True),
    ApiParameter("createAccounts", "Make accounts that are not there yet.", truth=True),
    ApiParameter("createTags", "Make tags that are not there yet.", truth=True),
    ApiParameter("createOwners", "Make owners that are not there yet.", truth=True),
)


OPERATIONS = (
    ApiOperation(
        name="sendImport",
        method="POST",
        path="/api/imports",
        summary="Import a file of customers",
        role=Role.OPERATOR,
        description="The body is the file. It goes on when the answer has left: follow `events`.",
        run=_send,
        parameters=_OPTIONS,
        receives=tuple(_TYPES),
        seconds=SECONDS,
        answers={
            HTTPStatus.OK: ("What its columns mean; nothing was begun", ImportState),
            HTTPStatus.ACCEPTED: ("It is begun", ImportState),
        },
    ),
    ApiOperation(
        name="listImports",
        method="GET",
        path="/api/imports",
        summary="List the imports",
        role=Role.OPERATOR,
        run=_list,
        parameters=(ApiParameter("first", "How many at most.", bounds=(1, 200)),),
        answers={HTTPStatus.OK: ("The imports, newest first", ImportList)},
    ),
    ApiOperation(
        name="showImport",
        method="GET",
        path="/api/imports/{id}",
        summary="Show an import",
        role=Role.OPERATOR,
        run=_show,
        parameters=(ID,),
        answers={HTTPStatus.OK: ("The import", ImportState)},
    ),
    ApiOperation(
        name="followImport",
        method="GET",
        path="/api/imports/{id}/events",
        summary="Follow an import",
        role=Role.OPERATOR,
        description="Server-sent events: `progress` as rows are taken, then `end` with the counts, "
        "or `failed` with the reason. Last-Event-ID goes on where a connection ended.",
        run=_events,
        parameters=(ID,),
        streams="text/event-stream",
        answers={HTTPStatus.OK: ("How far it is, in each event", JobProgress)},
    ),
    ApiOperation(
        name="cancelImport",
        method="POST",
        path="/api/imports/{id}/cancel",
        summary="Stop an import where it is",
        role=Role.OPERATOR,
        run=_cancel,
        description="What it did stays, until it is undone.",
        parameters=(ID,),
        answers={HTTPStatus.OK: ("The import", ImportState)},
    ),
    ApiOperation(
        name="resumeImport",
        method="POST",
        path="/api/imports/{id}/resume",
        summary="Go on with an import that failed",
        role=Role.OPERATOR,
        run=_resume,
        description="One whose server ended is gone on with by itself.",
        parameters=(ID,),
        answers={HTTPStatus.ACCEPTED: ("The import", ImportState)},
    ),
    ApiOperation(
        name="undoImport",
        method="POST",
        path="/api/imports/{id}/undo",
        summary="Take back what an import changed",
        role=Role.OPERATOR,
        run=_undo,
        description="What was changed since then stays.",
        parameters=(ID,),
        seconds=SECONDS,
        answers={HTTPStatus.OK: ("What was taken back", Undone)},
    ),
    ApiOperation(
        name="downloadImport",
        method="GET",
        path="/api/imports/{id}/files/{kind}",
        summary="Download what became of the rows",
        role=Role.OPERATOR,
        description="`ok`, `failed` (the row, its column, code, message and hint: corrected, it "
        "can be sent again) or `not-processed`.",
        run=_file,
        streams="text/csv",
        parameters=(ID, ApiParameter("kind", "ok, failed or not-processed.", "path")),
        answers={HTTPStatus.OK: ("The rows", FileText)},
    ),
)
