"""Pages of the origins in `cors_origins` may ask /graphql from a browser, with their user's token.

Nothing else is opened: no cookie stands for anybody here, and cards are asked for by Plain alone.
"""

from collections.abc import Callable, Collection

from starlette.datastructures import Headers, MutableHeaders
from starlette.responses import Response
from starlette.types import ASGIApp, Message, Receive, Scope, Send

PATHS = ("/graphql", "/graphql/")

_PREFLIGHT = {
    "Access-Control-Allow-Methods": "GET, POST",
    "Access-Control-Allow-Headers": "Authorization, Content-Type",
    "Access-Control-Max-Age": "600",
}


class Cors:
    """Wraps the application; `origins` gives those that may ask now."""

    def __init__(self, app: ASGIApp, origins: Callable[[], Collection[str]]) -> None:
        self.app = app
        self.origins = origins

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        if scope["type"] != "http" or scope["path"] not in PATHS or not self.origins():
            await self.app(scope, receive, send)
            return
        headers = Headers(scope=scope)
        allowed = self._allowed(headers.get("origin"))

        async def send_with_leave(message: Message) -> None:
            if message["type"] == "http.response.start":
                answer = MutableHeaders(scope=message)
                answer.add_vary_header("Origin")
                if allowed is not None:
                    answer["Access-Control-Allow-Origin"] = allowed
                    answer["Access-Control-Expose-Headers"] = "X-Request-Id, Retry-After"
            await send(message)

        asks = scope["method"] == "OPTIONS" and "access-control-request-method" in headers
        if asks and allowed is not None:
            await Response(status_code=204, headers=_PREFLIGHT)(scope, receive, send_with_leave)
        else:
            await self.app(scope, receive, send_with_leave)

    def _allowed(self, origin: str | None) -> str | None:
        """Give what this origin is told; None: a browser keeps the answer from the page."""
        origins = self.origins()
        if origin is None:
            return None
        return "*" if "*" in origins else origin if origin in origins else None
