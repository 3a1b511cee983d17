"""`/graphql`: GraphQL over HTTP. POST takes JSON; GET takes queries only.

| case | application/graphql-response+json | application/json |
|---|---|---|
| ran, with or without field errors | 200 | 200 |
| refused before running (syntax, validation, limits, variables) | 400 | 200 |
| asks for the schema without leave | 403 | 200 |
| a mutation by GET | 405 | 405 |
| not a GraphQL request (bad JSON, no query, wrong types) | 400 | 400 |

Everything before GraphQL (401, 406, 408, 413, 415) is a problem like anywhere else; a person who
opens the address in a browser is told in a page how to ask. Which pages may ask: cors.py.
"""

import json
from collections.abc import Mapping
from http import HTTPStatus
from typing import Any

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response

from aggregator.domain.errors import InvalidRequest, SignatureError, UnsupportedBody
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.web.asking import from_browser, how_to_ask_graphql
from aggregator.web.body import read_body
from aggregator.web.door import vouch_for
from aggregator.web.errors import problem
from aggregator.web.negotiation import GRAPHQL, choose, is_json
from aggregator.web.note import note_of
from aggregator.web.openapi import GRAPHQL_GET, GRAPHQL_POST
from aggregator.web.overview import address_of
from aggregator.web.serving import Serving

STATUS_BY_CODE: Mapping[str, HTTPStatus] = {
    "MUTATION_OVER_GET": HTTPStatus.METHOD_NOT_ALLOWED,
    "FORBIDDEN_INTROSPECTION": HTTPStatus.FORBIDDEN,
}
"""`extensions.code` of a refusal, where 400 would say too little."""


def add_graphql_routes(app: FastAPI, service: Serving) -> None:
    """Add `/graphql` and `/graphql/`."""

    async def graphql(request: Request) -> Response:
        token = service.token(request.headers.get("authorization"))
        if from_browser(request) and (token is None or not request.query_params.get("query")):
            address = address_of(service, str(request.base_url))
            return how_to_ask_graphql(request, address, token=token is not None)
        if token is None:
            raise SignatureError("no valid token")
        vouch_for(request.scope)
        note = note_of(request.scope)
        note.facts["token"] = token.name
        media_type = choose(request.headers.getlist("accept"))
        if media_type is None:
            status = HTTPStatus.NOT_ACCEPTABLE
            detail = f"This address answers in {GRAPHQL} or application/json."
            return problem(request, status, status.name, detail)
        try:
            asked = (
                from_url(request)
                if request.method == "GET"
                else await from_body(request, service.snapshot.settings.limits.graphql.bytes)
            )
            answer = await service.query(asked, token, note.id)
        except InvalidRequest as error:
            note.facts["error"] = error.code
            refusal = {"message": error.message, "extensions": {"code": error.code}}
            return render({"errors": [refusal]}, HTTPStatus.BAD_REQUEST, media_type)
        note.facts["executed"] = answer.executed
        note.facts["errors"] = len(answer.payload.get("errors") or ())
        return render(answer.payload, status_of(answer, media_type), media_type)

    for path in ("/graphql", "/graphql/"):
        shown = path == "/graphql"
        post, get = (GRAPHQL_POST, GRAPHQL_GET) if shown else ({}, {})
        app.add_api_route(path, graphql, methods=["POST"], include_in_schema=shown, **post)
        app.add_api_route(path, graphql, methods=["GET"], include_in_schema=shown, **get)


async def from_body(request: Request, limit: int) -> GraphQLRequest:
    """Read a POST. Raises InvalidRequest, and what `read_body` raises."""
    if not is_json(request.headers.get("content-type")):
        raise UnsupportedBody(
            "The body is not JSON by its Content-Type. Fix: send Content-Type: application/json."
        )
    raw = await read_body(request, limit)
    body = _loads(raw, "body")
    if not isinstance(body, dict):
        raise InvalidRequest('The body must be a JSON object. Fix: send {"query": "..."}.')
    return _request(body, read_only=False)


def from_url(request: Request) -> GraphQLRequest:
    """Read a GET's parameters; `variables` and `extensions` are JSON there."""
    given: dict[str, Any] = dict(request.query_params)
    for name in ("variables", "extensions"):
        text = given.get(name)
        if text:
            given[name] = _loads(text.encode("utf-8", "replace"), name)
        else:
            given[name] = None
    return _request(given, read_only=True)


def _loads(raw: bytes, what: str) -> Any:
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError:
        # The decoder's own message quotes nothing, but its position would help only an attacker.
        raise InvalidRequest(f"The {what} is not valid JSON.") from None


def _request(given: Mapping[str, Any], *, read_only: bool) -> GraphQLRequest:
    query, operation_name = given.get("query"), given.get("operationName")
    if not isinstance(query, str):
        raise InvalidRequest("`query` must be a string that holds a GraphQL document.")
    if not isinstance(operation_name, str | None):
        raise InvalidRequest("`operationName` must be a string, null or absent.")
    for name in ("variables", "extensions"):
        if not isinstance(given.get(name), dict | None):
            raise InvalidRequest(f"`{name}` must be an object, null or absent.")
    return GraphQLRequest(
        query=query,
        variables=given.get("variables") or {},
        operation_name=operation_name or None,
        extensions=given.get("extensions") or {},
        read_only=read_only,
    )


def status_of(answer: GraphQLAnswer, media_type: str) -> HTTPStatus:
    """Apply the table on top of this file."""
    if answer.executed:
        return HTTPStatus.OK
    codes = {(error.get("extensions") or {}).get("code") for error in answer.payload["errors"]}
    if "MUTATION_OVER_GET" in codes:
        return STATUS_BY_CODE["MUTATION_OVER_GET"]
    if media_type != GRAPHQL:
        return HTTPStatus.OK
    known = [status for code, status in STATUS_BY_CODE.items() if code in codes]
    return known[0] if known else HTTPStatus.BAD_REQUEST


def render(payload: Mapping[str, Any], status: HTTPStatus, media_type: str) -> Response:
    """Write a GraphQL response. Text from a source may hold what UTF-8 cannot: escaped then."""
    try:
        body = orjson.dumps(payload)
    except TypeError:
        body = json.dumps(payload, separators=(",", ":"), allow_nan=False).encode()
    headers = {"Vary": "Accept"}
    if status == HTTPStatus.METHOD_NOT_ALLOWED:
        headers["Allow"] = "POST"
    return Response(body, int(status), headers, f"{media_type}; charset=utf-8")
