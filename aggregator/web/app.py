"""The application: a service on its routes."""

from collections.abc import AsyncIterator
from contextlib import asynccontextmanager

import orjson
from fastapi import FastAPI, Request
from starlette.responses import Response

from aggregator.domain.errors import SignatureError
from aggregator.domain.release import release
from aggregator.web.api.routes import add_api_routes
from aggregator.web.asking import from_browser, how_to_show_a_token
from aggregator.web.cards import add_card_routes
from aggregator.web.cors import Cors
from aggregator.web.door import vouch_for
from aggregator.web.errors import add_error_handlers
from aggregator.web.graphql import add_graphql_routes
from aggregator.web.health import add_health_routes
from aggregator.web.home import home_page
from aggregator.web.middleware import RequestMiddleware
from aggregator.web.openapi import describe_api
from aggregator.web.overview import address_of, overview
from aggregator.web.serving import Serving


def create_app(service: Serving) -> FastAPI:
    """Build the application; its lifespan starts and stops `service`."""

    @asynccontextmanager
    async def lifespan(_: FastAPI) -> AsyncIterator[None]:
        try:
            await service.start()
            yield
        finally:
            await service.stop()

    app = FastAPI(
        title="aggregator",
        version=release(),
        description="Plain customer cards from one GraphQL graph.",
        lifespan=lifespan,
        # The ready-made documentation pages load their scripts from elsewhere.
        docs_url=None,
        redoc_url=None,
        # Served below, so that it is logged and cached like our other routes.
        openapi_url=None,
        # A redirect would lose a POST's body: routes answer with and without a trailing slash.
        redirect_slashes=False,
        # Its spans and logs would carry exceptions' messages, which may hold personal data.
        telemetry={"tracing": False, "metrics": False, "logs": False, "auto_configure": False},
    )
    add_card_routes(app, service)
    add_graphql_routes(app, service)
    add_api_routes(app, service)
    add_health_routes(app, service)
    _add_home_route(app, service)
    _add_openapi_route(app, service)
    add_error_handlers(app)
    app.add_middleware(Cors, origins=lambda: service.snapshot.settings.cors_origins)
    app.add_middleware(RequestMiddleware)
    return app


def _add_home_route(app: FastAPI, service: Serving) -> None:
    async def home(request: Request) -> Response:
        if refused := _refused(request, service):
            return refused
        page = home_page(overview(service, str(request.base_url), app.version))
        return Response(page.html, headers=page.headers, media_type="text/html")

    app.add_api_route("/", home, methods=["GET", "HEAD"], include_in_schema=False)


def _add_openapi_route(app: FastAPI, service: Serving) -> None:
    async def openapi(request: Request) -> Response:
        if refused := _refused(request, service):
            return refused
        return Response(orjson.dumps(describe_api(app)), media_type="application/json")

    app.add_api_route(
        "/api/openapi.json", openapi, methods=["GET", "HEAD"], include_in_schema=False
    )


def _refused(request: Request, service: Serving) -> Response | None:
    """Refuse what tells of this service to whom it is not to be told; None: it may be told."""
    if service.snapshot.settings.public_pages:
        return None
    if service.token(request.headers.get("authorization")) is not None:
        vouch_for(request.scope)
        return None
    if from_browser(request):
        return how_to_show_a_token(request, address_of(service, str(request.base_url)))
    raise SignatureError("no valid token")
