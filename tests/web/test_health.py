"""Alive and ready: what an orchestrator reads."""

import asyncio
from collections.abc import Mapping

import pytest
from fastapi import FastAPI

from aggregator.web.app import create_app
from aggregator.web.health import add_health_routes
from tests.support.fake_service import FakeService
from tests.support.web_client import client


async def test_alive_does_not_ask_the_service() -> None:
    service = FakeService(failure=RuntimeError("down"))
    async with client(create_app(service)) as http:
        answer = await http.get("/livez")
    assert (answer.status_code, answer.json()) == (200, {"status": "ok"})


@pytest.mark.parametrize("method", ["GET", "HEAD"])
async def test_ready_when_every_check_is(method: str) -> None:
    async with client(create_app(FakeService())) as http:
        answer = await http.request(method, "/readyz")
    assert answer.status_code == 200


async def test_one_failed_check_is_not_ready_and_named() -> None:
    service = FakeService(checks={"store": "failed: read-only", "cards": "8 cards"})
    async with client(create_app(service)) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.headers["retry-after"] == "1"
    assert answer.json() == {"status": "not ready", "checks": service.checks}


async def test_a_check_that_raises_tells_its_kind_only() -> None:
    async with client(create_app(FakeService(failure=OSError("/secret/path")))) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"service": "failed: OSError"}


async def test_a_check_that_hangs_has_failed() -> None:
    class Hanging(FakeService):
        async def ready(self) -> Mapping[str, str]:
            await asyncio.Event().wait()
            return {}

    app = FastAPI()
    add_health_routes(app, Hanging(), seconds=0.01)
    async with client(app) as http:
        answer = await http.get("/readyz")
    assert answer.status_code == 503
    assert answer.json()["checks"] == {"service": "failed: no answer within 0.01 s"}
