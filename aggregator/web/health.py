"""`/livez`: the process answers. `/readyz`: its own store and cards do.

Never a source: ours being up does not depend on theirs.
"""

import asyncio
from collections.abc import Mapping
from http import HTTPStatus

import orjson
from fastapi import FastAPI
from starlette.responses import Response

from aggregator.web.openapi import LIVEZ, READYZ
from aggregator.web.serving import Serving

SECONDS = 2.0
"""A check that takes longer has failed."""


async def check(service: Serving, seconds: float) -> Mapping[str, str]:
    """Ask the service; whatever goes wrong in asking is a failed check too."""
    try:
        async with asyncio.timeout(seconds):
            return await service.ready()
    except TimeoutError:
        return {"service": f"failed: no answer within {seconds:g} s"}
    except Exception as error:  # noqa: BLE001 an orchestrator needs an answer, whatever broke
        return {"service": f"failed: {type(error).__name__}"}


def add_health_routes(app: FastAPI, service: Serving, seconds: float = SECONDS) -> None:
    """Add both; HEAD is answered too, for some probes ask with it."""

    async def livez() -> Response:
        return _json({"status": "ok"}, HTTPStatus.OK)

    async def readyz() -> Response:
        checks = await check(service, seconds)
        ready = not any(value.startswith("failed:") for value in checks.values())
        return _json(
            {"status": "ready" if ready else "not ready", "checks": dict(checks)},
            HTTPStatus.OK if ready else HTTPStatus.SERVICE_UNAVAILABLE,
        )

    app.add_api_route("/livez", livez, methods=["GET"], **LIVEZ)
    app.add_api_route("/livez", livez, methods=["HEAD"], include_in_schema=False)
    app.add_api_route("/readyz", readyz, methods=["GET"], **READYZ)
    app.add_api_route("/readyz", readyz, methods=["HEAD"], include_in_schema=False)


def _json(content: object, status: HTTPStatus) -> Response:
    headers = {} if status == HTTPStatus.OK else {"Retry-After": "1"}
    return Response(orjson.dumps(content), int(status), headers, "application/json")
