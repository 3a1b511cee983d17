"""One operation of `/api`: who may do it, what it takes, what it answers; and the route to it.

In this order, each step before the next costs anything: a token, its role, the names in the query,
a permit, the body. All of it within `limits.api.seconds`. What goes wrong is a problem as anywhere
else (errors.py).
"""

import asyncio
from collections.abc import Awaitable, Callable, Sequence
from dataclasses import dataclass, field
from http import HTTPStatus
from typing import Any, TypeVar

import orjson
from fastapi import FastAPI, Request
from pydantic import BaseModel, ValidationError
from starlette.responses import Response

from aggregator.directory.directory import Directory
from aggregator.domain.access import ApiToken, Role
from aggregator.domain.errors import (
    DeadlineExceeded,
    Forbidden,
    InvalidRequest,
    SignatureError,
    UnsupportedBody,
)
from aggregator.web.body import read_body
from aggregator.web.door import vouch_for
from aggregator.web.negotiation import is_json
from aggregator.web.note import note_of
from aggregator.web.openapi import answer_of, content, described, problems
from aggregator.web.serving import Serving

_Body = TypeVar("_Body", bound=BaseModel)


@dataclass(frozen=True, slots=True)
class ApiParameter:
    """A parameter of the path or of the query, as text or as a number within bounds."""

    name: str
    description: str
    where: str = "query"
    bounds: tuple[int, int] | None = None
    truth: bool = False
    choices: tuple[str, ...] = ()

    def documented(self) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": "string"}
        if self.bounds is not None:
            low, high = self.bounds
            schema = {"type": "integer", "minimum": low, "maximum": high}
        elif self.truth:
            schema = {"type": "boolean"}
        elif self.choices:
            schema = {"type": "string", "enum": [*self.choices], "default": self.choices[0]}
        return {
            "name": self.name,
            "in": self.where,
            "required": self.where == "path",
            "description": self.description,
            "schema": schema,
        }


@dataclass(frozen=True, slots=True)
class ApiCall:
    """One call: whose token it is, what was asked. Everything is in the token's workspace."""

    service: Serving
    token: ApiToken
    request: Request
    sent: BaseModel | None

    @property
    def directory(self) -> Directory:
        return self.service.directory

    @property
    def workspace_id(self) -> str:
        return self.token.workspace_id

    @property
    def actor(self) -> str:
        """Who does it, as the log of the directory keeps it."""
        return f"token:{self.token.name}"

    def body(self, model: type[_Body]) -> _Body:
        """Give the body that the operation declares."""
        assert isinstance(self.sent, model), "the operation declares another body"  # noqa: S101
        return self.sent

    def path(self, name: str) -> str:
        return str(self.request.path_params[name])

    def text(self, name: str) -> str | None:
        """Give a parameter of the query; None where it is absent or empty."""
        return self.request.query_params.get(name) or None

    def number(self, name: str, default: int, bounds: tuple[int, int]) -> int:
        """Give a number of the query. InvalidRequest: it is none, or out of bounds."""
        text = self.text(name)
        if text is None:
            return default
        low, high = bounds
        digits = text.isascii() and text.isdigit() and len(text) <= len(str(high))
        if not digits or not low <= int(text) <= high:
            raise InvalidRequest(f"`{name}` is a number from {low} to {high}.")
        return int(text)

    def one_of(self, name: str, choices: Sequence[str]) -> str:
        """Give a word of the query, the first where it says none. InvalidRequest: another one."""
        text = self.text(name) or choices[0]
        if text not in choices:
            raise InvalidRequest(f"`{name}` is one of {', '.join(choices)}.")
        return text

    def truth(self, name: str) -> bool:
        """Give yes or no of the query. InvalidRequest: it is neither."""
        text = self.text(name)
        if text not in (None, "true", "false"):
            raise InvalidRequest(f"`{name}` is true or false.")
        return text == "true"


@dataclass(frozen=True, slots=True)
class ApiAnswer:
    """What an operation came to."""

    content: BaseModel
    status: HTTPStatus = HTTPStatus.OK


Answering = Callable[[ApiCall], Awaitable[ApiAnswer | Response]]


@dataclass(frozen=True, slots=True)
class ApiOperation:
    """Everything about one operation. `role`: the least that may do it.

    answers     what a success is: status -> text and model
    streams     media type of a success whose body is sent as it is made; None: JSON of a model
    receives    media types of a body that it reads by itself
    seconds     how long it may take, where that is not `limits.api.seconds`
    """

    name: str
    method: str
    path: str
    summary: str
    role: Role
    run: Answering
    answers: dict[HTTPStatus, tuple[str, type[BaseModel]]]
    description: str = ""
    parameters: Sequence[ApiParameter] = ()
    body: type[BaseModel] | None = None
    fails: dict[str, str] = field(default_factory=dict)
    streams: str | None = None
    receives: Sequence[str] = ()
    seconds: float | None = None

    @property
    def models(self) -> list[type[BaseModel]]:
        found = [model for _, model in self.answers.values()]
        return [*found, self.body] if self.body is not None else found


def add_operation(app: FastAPI, service: Serving, operation: ApiOperation) -> None:
    """Answer an operation, with and without a trailing slash."""

    async def answer(request: Request) -> Response:
        token = service.token(request.headers.get("authorization"))
        if token is None:
            raise SignatureError("no valid token")
        vouch_for(request.scope)
        facts = note_of(request.scope).facts
        facts["token"], facts["operation"] = token.name, operation.name
        if token.role < operation.role:
            raise Forbidden(
                f"This takes a token with the role {operation.role.value} and this one is "
                f"{token.role.value}. Fix: use such a token"
            )
        _check_query(request, operation.parameters)
        limits = service.snapshot.settings.limits.api
        try:
            async with asyncio.timeout(operation.seconds or limits.seconds):
                with service.enter_api(token):
                    sent = await _body(request, operation.body, limits.bytes)
                    return _response(await operation.run(ApiCall(service, token, request, sent)))
        except TimeoutError:
            seconds = operation.seconds or limits.seconds
            raise DeadlineExceeded(f"More than {seconds:g} s") from None

    path, methods = operation.path, [operation.method]
    app.add_api_route(path, answer, methods=methods, **_documented(operation))
    app.add_api_route(f"{path}/", answer, methods=methods, include_in_schema=False)


def _check_query(request: Request, parameters: Sequence[ApiParameter]) -> None:
    """InvalidRequest: it says what is not known. Passed over, a misspelt filter lists everybody."""
    known = [each.name for each in parameters if each.where == "query"]
    if not request.query_params.keys() <= {*known}:
        fix = f"one of {', '.join(known)}" if known else "leave it out, none is taken"
        raise InvalidRequest(f"The query has a parameter that is not known. Fix: {fix}.")


async def _body(request: Request, model: type[BaseModel] | None, limit: int) -> BaseModel | None:
    if model is None:
        return None
    if not is_json(request.headers.get("content-type")):
        raise UnsupportedBody(
            "The body is not JSON by its Content-Type. Fix: send Content-Type: application/json."
        )
    raw = await read_body(request, limit)
    try:
        return model.model_validate_json(raw)
    except ValidationError as error:
        raise InvalidRequest(_explained(error)) from None
    except ValueError:  # half of a surrogate pair, which JSON can spell
        raise InvalidRequest("The body is not valid JSON.") from None


def _explained(error: ValidationError) -> str:
    """Say what is wrong with a body and where; what was sent is not repeated."""
    first = error.errors(include_url=False, include_input=False, include_context=False)[0]
    if first["type"] == "json_invalid":
        return "The body is not valid JSON."
    if first["type"] == "extra_forbidden":
        place = ".".join(map(str, first["loc"][:-1]))
        return f"The body{f' at {place}' if place else ''} has a field that is not known."
    place = ".".join(map(str, first["loc"])) or "the body"
    return f"{place[:80]}: {first['msg']}"


def _response(answered: ApiAnswer | Response) -> Response:
    if isinstance(answered, Response):
        return answered
    dumped = answered.content.model_dump(mode="json", by_alias=True)
    return Response(orjson.dumps(dumped), int(answered.status), media_type="application/json")


def _documented(operation: ApiOperation) -> dict[str, Any]:
    media = operation.streams or "application/json"
    answers = {
        str(int(status)): answer_of(text, model, media)
        for status, (text, model) in operation.answers.items()
    }
    failed = {
        "s400": "Not a request we can read",
        "s401": "No valid token",
        "s403": f"The token's role is below {operation.role.value}",
        "s503": "It cannot be answered now; try again after Retry-After seconds",
    }
    sends: dict[str, Any] = {}
    if operation.body is not None:
        sends["requestBody"] = {
            "required": True,
            "content": content(operation.body, "application/json"),
        }
    if operation.receives:
        file = {"schema": {"type": "string", "format": "binary"}}
        sends["requestBody"] = {
            "required": True,
            "content": dict.fromkeys(operation.receives, file),
        }
    if sends:
        failed |= {
            "s408": "The body took too long to arrive",
            "s413": "The body is too large",
            "s415": "The body is of another kind, or compressed",
        }
    return described(
        operation.name,
        operation.summary,
        f"{operation.description} Takes the role {operation.role.value}.".strip(),
        operation.path.split("/")[2],
        **sends,
        parameters=[each.documented() for each in operation.parameters],
        security=[{"bearer": []}],
        responses={**answers, **problems(**(failed | operation.fails))},
    )
