"""Many requests inside one: the envelope of Kinto, Microsoft Graph and Salesforce composite."""

import json
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import Annotated, Any, ClassVar, Literal

import orjson
from pydantic import Field
from pydantic.dataclasses import dataclass

from aggregator.domain.call import Call, DecodedReply, Reply
from aggregator.domain.errors import ConnectorError, SourceError, SourceMalformed
from aggregator.domain.fault import At
from aggregator.domain.lookup import Asked, LookupRequest
from aggregator.domain.placeholders import filled, names_in
from aggregator.mapping.paths import Unreadable, compile_path, compile_there
from aggregator.upstream.limit_words import reads, says_too_often
from aggregator.upstream.spots import KEY, count, put, put_at, texts
from aggregator.upstream.statuses import failure
from aggregator.upstream.style import Style, query, quoted
from aggregator.upstream.words import JmesPath, JsonTable, ManifestText, Max

ID = "id"


@dataclass(frozen=True)
class Envelope(Style):
    """Many requests in the body of one, and as many answers in its own."""

    single: ClassVar[bool] = True
    posts: ClassVar[bool] = True

    requests: Annotated[
        ManifestText, Field(description="The field of the body that holds the list of requests.")
    ]
    each: Annotated[
        JsonTable,
        Field(
            description='One request: {method: GET, url: /users/{key}, id: "{id}"}. In an address '
            "the {key} is written as addresses are; {id} is a number that tells requests apart."
        ),
    ]
    responses: Annotated[JmesPath, Field(description="JMESPath to the list of answers.")]
    body: Annotated[JmesPath, Field(description="JMESPath in an answer to its body.")]
    max: Max
    status: Annotated[
        JmesPath | None, Field(description="JMESPath in an answer to its HTTP status.")
    ] = None
    id: Annotated[
        JmesPath | None,
        Field(description="JMESPath in an answer to its {id}. None: they come in order."),
    ] = None
    headers: Annotated[
        JmesPath | None, Field(description="JMESPath in an answer to its HTTP headers.")
    ] = None
    style: Literal["envelope"] = "envelope"

    def unsayable(self, _request: LookupRequest, key: str) -> str | None:
        if key in (".", ".."):
            return "it is a part of a path, where dots alone name another"
        return None

    def faults(self, request: LookupRequest) -> Iterator[tuple[At, str]]:
        if count(self.each, KEY) == 0:
            yield ("batch", "each"), "Each request has {key} in it"
        if self.id is not None and count(self.each, ID) == 0:
            yield ("batch", "each"), "Answers are told apart by {id}: each request has it"
        for name in ("responses", "body", "status", "id", "headers"):
            try:
                compile_path(getattr(self, name) or "@")
            except ConnectorError as error:
                yield ("batch", name), error.message
        try:
            put_at(request.body, self.requests, [])
        except ValueError as error:
            yield ("batch", "requests"), str(error)

    def call(self, request: LookupRequest, asked: Sequence[Asked]) -> Call:
        inside = [
            self._with_said(put(self.each, {KEY: one.keys[0], ID: str(n)}, quoted), one)
            for n, one in enumerate(asked)
        ]
        body = orjson.dumps(put_at(request.body, self.requests, inside))
        return request.call(query(request.params), body)

    def answers(
        self,
        request: LookupRequest,
        asked: Sequence[Asked],
        reply: DecodedReply,
        source: str,
        route: str,
    ) -> Sequence[DecodedReply | SourceError]:
        """Give each its own; one that is not there is told, and taken for no "there is none"."""
        found = _path(self.responses)(reply.body)
        listed = [each for each in found if isinstance(each, dict)] if _is_list(found) else []
        if self.id is None:
            whole = len(listed) == len(asked)
            by_id = {self.name_of(n): each for n, each in enumerate(listed)} if whole else {}
        else:
            named = _path(self.id)
            by_id = {str(named(each)): each for each in listed}
        answers = (by_id.get(self.name_of(n)) for n, _ in enumerate(asked))
        return [self._answer(request, each, source, route) for each in answers]

    def name_of(self, number: int) -> str:
        """What a request is called: the text of it that has {id} in it."""
        template = next((text for text in texts(self.each) if ID in names_in(text)), f"{{{ID}}}")
        return filled(template, {ID: str(number)})

    def _answer(
        self, request: LookupRequest, answer: Mapping[str, Any] | None, source: str, route: str
    ) -> DecodedReply | SourceError:
        if answer is None:
            words = f"{source} answered {route} without an answer for each request in it"
            return SourceMalformed(source, words, route=route)
        try:
            body = _path(self.body)(answer)
            status = 200 if self.status is None else _path(self.status)(answer)
            given = None if self.headers is None else _path(self.headers)(answer)
        except Unreadable as error:
            words = f"{source} answered {route} with another shape than declared ({error})"
            return SourceMalformed(source, words, route=route)
        headers = _headers(given)
        if status == 200 and body is None and not _is_there(self.body)(answer):
            words = f"{source} answered {route} with an answer that has no body"
            return SourceMalformed(source, words, route=route)
        if not isinstance(status, int) or not 200 <= status < 300:
            code = status if isinstance(status, int) else 0
            if code in request.missing_statuses:
                return DecodedReply(None, headers, empty=True)
            limited = _says_too_often(code, body, request.too_often.words)
            told = Reply(code, headers, too_often=limited)
            return failure(source, route, told, request.too_often).error
        return DecodedReply(body, headers, empty=status in (204, 205) and body is None)

    def _with_said(self, one: dict[str, Any], asked: Asked) -> dict[str, Any]:
        """Say a bound and a cursor where the key stands: at the end of the address."""
        if not asked.said:
            return one
        name = next(name for name, value in self.each.items() if _is_address(value))
        address = one[name]
        more = query(asked.said)
        return {**one, name: f"{address}{'&' if '?' in address else '?'}{more}"}


_path = cache(compile_path)
_is_there = cache(compile_there)


def _is_address(value: object) -> bool:
    return isinstance(value, str) and "{key}" in value and value != "{key}"


def _says_too_often(code: int, body: object, words: Sequence[str]) -> bool:
    return reads(code, words) and says_too_often(json.dumps(body).encode(), words)


def _is_list(value: object) -> bool:
    return isinstance(value, list)


def _headers(given: object) -> dict[str, str]:
    """Headers by their names in lower case, as an HTTP client gives them."""
    if not isinstance(given, Mapping):
        return {}
    return {str(name).lower(): str(value) for name, value in given.items()}


STYLE = Envelope
