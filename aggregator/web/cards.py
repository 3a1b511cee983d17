"""`POST /cards`: Plain asks. The body is read by hand; the answer leaves as the service gave it.

FastAPI's own parsing is not used: a signature is over the raw bytes, and its JSON errors echo input
and know 500s of their own (NaN, lone surrogates).
"""

from fastapi import FastAPI, Request
from starlette.responses import Response

from aggregator.pipeline.verify import not_proven
from aggregator.web.body import read_body
from aggregator.web.certificate import presented
from aggregator.web.note import note_of
from aggregator.web.openapi import CARDS
from aggregator.web.serving import Serving


def add_card_routes(app: FastAPI, service: Serving) -> None:
    """Add `/cards`; a trailing slash answers alike, for a redirect would lose the POST."""

    async def cards(request: Request) -> Response:
        note = note_of(request.scope)
        settings = service.snapshot.settings
        if settings.mtls is not None and not presented(request.scope, settings.mtls):
            raise not_proven("certificate")
        raw = await read_body(request, settings.limits.body_bytes)
        answered = await service.cards(request.headers, raw, note.id)
        note.facts.update(answered.log)
        return Response(answered.body, media_type="application/json")

    app.add_api_route("/cards", cards, methods=["POST"], **CARDS)
    app.add_api_route("/cards/", cards, methods=["POST"], include_in_schema=False)
