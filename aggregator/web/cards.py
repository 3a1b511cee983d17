"""`POST /cards`: Plain asks. The body is read by hand; the answer leaves as the service gave it.

FastAPI's own parsing is not used: a signature is over the raw bytes, and its JSON errors echo input
and know 500s of their own (NaN, lone surrogates). Nor are its layers: `CardsFirst` answers before
them, for they cost more than it takes to refuse a request when there are too many.
"""

from collections.abc import Awaitable, Callable, Iterable, Mapping
from functools import partial

from fastapi import FastAPI, Request
from starlette.exceptions import HTTPException
from starlette.responses import Response
from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator.domain.errors import AggregatorError
from aggregator.pipeline.verify import not_proven
from aggregator.web.body import read_body
from aggregator.web.certificate import presented
from aggregator.web.door import vouch_for
from aggregator.web.errors import on_aggregator_error, on_http_exception
from aggregator.web.middleware import RequestMiddleware
from aggregator.web.note import note_of
from aggregator.web.openapi import CARDS
from aggregator.web.serving import Serving

PATHS = ("/cards", "/cards/")
"""A trailing slash answers alike, for a redirect would lose the POST."""

CardsHandler = Callable[[Request], Awaitable[Response]]


class CardsFirst:
    """Hands `POST /cards` to `cards`, whose errors it renders, and everything else on to `app`.

    `app` is all of FastAPI's layers, with a `RequestMiddleware` of its own among them.
    """

    def __init__(self, app: ASGIApp, cards: CardsHandler) -> None:
        self.app = app
        self.cards = cards
        self._mine = RequestMiddleware(self._answer)

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        mine = scope["type"] == "http" and scope["method"] == "POST" and scope["path"] in PATHS
        await (self._mine if mine else self.app)(scope, receive, send)

    async def _answer(self, scope: Scope, receive: Receive, send: Send) -> None:
        note_of(scope).facts["route"] = PATHS[0]
        request = Request(scope, receive)
        try:
            response = await self.cards(request)
        except AggregatorError as error:
            response = await on_aggregator_error(request, error)
        except HTTPException as error:
            response = await on_http_exception(request, error)
        await response(scope, receive, send)


def _first_of_each(request: Request) -> Mapping[str, str]:
    """Give the headers, of those that are repeated the first, as a dictionary: many are read."""
    raw: Iterable[tuple[bytes, bytes]] = reversed(request.headers.raw)
    return {name.decode("latin-1"): value.decode("latin-1") for name, value in raw}


def add_card_routes(app: FastAPI, service: Serving) -> None:
    """Answer `/cards`. It is a route too: for the OpenAPI document, and for other methods."""

    async def cards(request: Request) -> Response:
        note = note_of(request.scope)
        settings = service.snapshot.settings
        if settings.mtls is not None and not presented(request.scope, settings.mtls):
            raise not_proven("certificate")
        raw = await read_body(request, settings.limits.body_bytes)
        proven = partial(vouch_for, request.scope)
        answered = await service.cards(_first_of_each(request), raw, note.id, proven)
        note.facts.update(answered.log)
        return Response(answered.body, media_type="application/json")

    app.add_api_route(PATHS[0], cards, methods=["POST"], **CARDS)
    app.add_api_route(PATHS[1], cards, methods=["POST"], include_in_schema=False)
    layers = app.build_middleware_stack
    app.build_middleware_stack = lambda: CardsFirst(layers(), cards)  # type: ignore[method-assign]  # middleware would stand within FastAPI's own
