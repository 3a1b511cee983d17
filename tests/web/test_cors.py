"""Which pages may ask /graphql from a browser: those of the origins in the settings, no others."""

from typing import Any

import httpx
import pytest

from aggregator.settings import Settings
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService, FakeSnapshot
from tests.support.web_client import client

APP = "https://app.example.com"
PREFLIGHT = {"Access-Control-Request-Method": "POST"}


async def ask(
    method: str, path: str, origin: str | None, origins: list[str], **headers: Any
) -> httpx.Response:
    service = FakeService(FakeSnapshot(Settings.model_validate({"cors_origins": origins})))
    sent = {**({} if origin is None else {"Origin": origin}), **headers}
    async with client(create_app(service)) as http:
        return await http.request(method, path, headers=sent, params={"query": "{ __typename }"})


def leave(answer: httpx.Response) -> str | None:
    told: str | None = answer.headers.get("access-control-allow-origin")
    return told


async def test_an_origin_of_the_settings_is_let_in_and_may_read_refusals_too() -> None:
    answer = await ask("OPTIONS", "/graphql", APP, ["https://b.example", APP], **PREFLIGHT)
    assert (answer.status_code, leave(answer), answer.content) == (204, APP, b"")
    assert answer.headers["access-control-allow-headers"] == "Authorization, Content-Type"
    assert "access-control-allow-credentials" not in answer.headers
    refused = await ask("GET", "/graphql", APP, [APP])
    assert (refused.status_code, leave(refused)) == (401, APP)
    asked = await ask("GET", "/graphql/", APP, [APP], Authorization="Bearer demo-viewer")
    assert (asked.status_code, leave(asked)) == (200, APP)
    assert {each.strip() for each in asked.headers["vary"].split(",")} == {"Accept", "Origin"}


async def test_a_star_lets_every_origin_in() -> None:
    assert leave(await ask("GET", "/graphql", "http://x", ["*"])) == "*"


@pytest.mark.parametrize(
    ("path", "origin", "origins"),
    [
        ("/graphql", "https://other.example", [APP]),
        ("/graphql", "https://app.example.com.evil.example", [APP]),
        ("/graphql", "null", [APP]),
        ("/graphql", None, ["*"]),
        ("/graphql", APP, []),
        ("/cards", APP, ["*"]),
        ("/livez", APP, ["*"]),
    ],
)
async def test_nothing_else_is_opened(path: str, origin: str | None, origins: list[str]) -> None:
    for method in ("OPTIONS", "GET"):
        answer = await ask(method, path, origin, origins, **PREFLIGHT)
        assert leave(answer) is None
        assert answer.status_code != 204
