"""The one table from our errors to HTTP, and the one shape of a failed answer (RFC 9457).

    {"type": "about:blank", "title": "Bad Request", "status": 400, "code": "INVALID_REQUEST",
     "detail": "cardKeys must be an array of strings", "reference": "7K3MPQ2WXA"}

`detail` is there only where the table says that the caller may read the error's message. Input is
never echoed.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from http import HTTPStatus

import orjson
from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.routing import Match

from aggregator.domain import errors
from aggregator.domain.errors import AggregatorError
from aggregator.web.note import note_of
from aggregator.web.page import not_found_page

MEDIA_TYPE = "application/problem+json"

CHALLENGE = 'Bearer realm="aggregator"'
RETRY_AFTER = "1"
"""Seconds: Plain itself asks again after one."""


@dataclass(frozen=True, slots=True)
class ErrorRow:
    """An error's status; `told` says whether its message is meant for the caller."""

    status: HTTPStatus
    told: bool = False


ROWS: Mapping[type[AggregatorError], ErrorRow] = {
    # The caller must change the request. A refused signature says nothing about why.
    errors.SignatureError: ErrorRow(HTTPStatus.UNAUTHORIZED),
    errors.Forbidden: ErrorRow(HTTPStatus.FORBIDDEN, told=True),
    errors.InvalidRequest: ErrorRow(HTTPStatus.BAD_REQUEST, told=True),
    errors.PayloadTooLarge: ErrorRow(HTTPStatus.REQUEST_ENTITY_TOO_LARGE, told=True),
    errors.UnsupportedBody: ErrorRow(HTTPStatus.UNSUPPORTED_MEDIA_TYPE, told=True),
    # Load-time errors: while serving they are a bug of ours.
    errors.CardError: ErrorRow(HTTPStatus.INTERNAL_SERVER_ERROR),
    errors.ConnectorError: ErrorRow(HTTPStatus.INTERNAL_SERVER_ERROR),
    errors.SettingsError: ErrorRow(HTTPStatus.INTERNAL_SERVER_ERROR),
    # Cards and fields degrade by themselves; these only show where a whole request is one call.
    errors.SourceTimeout: ErrorRow(HTTPStatus.GATEWAY_TIMEOUT, told=True),
    errors.SourceUnavailable: ErrorRow(HTTPStatus.BAD_GATEWAY, told=True),
    errors.SourceRateLimited: ErrorRow(HTTPStatus.SERVICE_UNAVAILABLE, told=True),
    errors.SourceRefused: ErrorRow(HTTPStatus.BAD_GATEWAY, told=True),
    errors.SourceMalformed: ErrorRow(HTTPStatus.BAD_GATEWAY, told=True),
    errors.ItemUnreadable: ErrorRow(HTTPStatus.BAD_GATEWAY, told=True),
    errors.ValueUnreadable: ErrorRow(HTTPStatus.BAD_GATEWAY, told=True),
    errors.SourceNotConnected: ErrorRow(HTTPStatus.CONFLICT, told=True),
    errors.CustomerNotFound: ErrorRow(HTTPStatus.NOT_FOUND, told=True),
    errors.AccountNotFound: ErrorRow(HTTPStatus.NOT_FOUND, told=True),
    errors.AmbiguousCustomer: ErrorRow(HTTPStatus.CONFLICT, told=True),
    errors.DirectoryConflict: ErrorRow(HTTPStatus.CONFLICT, told=True),
    errors.NoSourceId: ErrorRow(HTTPStatus.NOT_FOUND, told=True),
    errors.DirectoryUnavailable: ErrorRow(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.Overloaded: ErrorRow(HTTPStatus.SERVICE_UNAVAILABLE, told=True),
    errors.QuotaExceeded: ErrorRow(HTTPStatus.TOO_MANY_REQUESTS, told=True),
    errors.AllCardsFailed: ErrorRow(HTTPStatus.SERVICE_UNAVAILABLE, told=True),
    errors.CustomerRequired: ErrorRow(HTTPStatus.BAD_REQUEST, told=True),
    errors.DeadlineExceeded: ErrorRow(HTTPStatus.SERVICE_UNAVAILABLE),
    errors.InternalError: ErrorRow(HTTPStatus.INTERNAL_SERVER_ERROR),
}


def row_of(error: AggregatorError) -> ErrorRow:
    """Find an error's row, by its nearest class that has one."""
    for cls in type(error).__mro__:
        if issubclass(cls, AggregatorError) and cls in ROWS:
            return ROWS[cls]
    return ROWS[errors.InternalError]


def problem(
    request: Request,
    status: HTTPStatus,
    code: str,
    detail: str | None = None,
    headers: Mapping[str, str] | None = None,
) -> Response:
    """Render a failed answer, with the headers that its status asks for."""
    note = note_of(request.scope)
    note.facts.setdefault("error", code)
    body: dict[str, object] = {
        "type": "about:blank",
        "title": status.phrase,
        "status": int(status),
        "code": code,
    }
    if detail is not None:
        body["detail"] = detail
    body["reference"] = note.id
    sent = dict(headers or {})
    if status == HTTPStatus.UNAUTHORIZED:
        sent.setdefault("WWW-Authenticate", CHALLENGE)
    if status == HTTPStatus.SERVICE_UNAVAILABLE:
        sent.setdefault("Retry-After", RETRY_AFTER)
    if status in (HTTPStatus.REQUEST_ENTITY_TOO_LARGE, HTTPStatus.REQUEST_TIMEOUT):
        # The rest of the body was never read, so this connection cannot carry another request.
        sent.setdefault("Connection", "close")
    return Response(orjson.dumps(body), int(status), sent, MEDIA_TYPE)


async def on_aggregator_error(request: Request, error: Exception) -> Response:
    """Render an error of ours."""
    if not isinstance(error, AggregatorError):
        raise error
    row = row_of(error)
    if isinstance(error, errors.SignatureError):
        # Which check it did not pass is for whoever reads the log alone.
        note_of(request.scope).facts.update(error.facts)
    headers: dict[str, str] = {}
    if isinstance(error, errors.SourceRateLimited | errors.TryLater) and error.after is not None:
        headers["Retry-After"] = str(max(1, round(error.after)))
    return problem(request, row.status, error.code, error.message if row.told else None, headers)


async def on_http_exception(request: Request, error: Exception) -> Response:
    """Render what the router refuses: unknown paths and wrong methods."""
    if not isinstance(error, HTTPException):
        raise error
    status = HTTPStatus(error.status_code)
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        allowed = ", ".join(sorted(_allowed(request)))
        detail = f"This address answers to {allowed}."
        return problem(request, status, status.name, detail, {"Allow": allowed})
    if status == HTTPStatus.NOT_FOUND and "text/html" in request.headers.get("accept", ""):
        note_of(request.scope).facts.setdefault("error", status.name)
        page = not_found_page()
        return Response(page.html, int(status), page.headers, "text/html")
    return problem(request, status, status.name, None, error.headers)


def _allowed(request: Request) -> set[str]:
    """Give the methods of all routes at this path; the router itself names only the first's."""
    return {
        method
        for route in request.app.router.routes
        if route.matches(request.scope)[0] is not Match.NONE
        for method in getattr(route, "methods", None) or ()
    }


def add_error_handlers(app: FastAPI) -> None:
    """Everything else is caught, logged and answered by `middleware.py`."""
    app.add_exception_handler(AggregatorError, on_aggregator_error)
    app.add_exception_handler(HTTPException, on_http_exception)
