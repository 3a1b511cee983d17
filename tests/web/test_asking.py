"""What is told to whom without a token, and to a person who came with a browser."""

from typing import Any

import httpx
import pytest

from aggregator.settings import Settings
from aggregator.web.app import create_app
from tests.support.fake_service import FakeService, FakeSnapshot
from tests.support.web_client import client
from tests.web.test_home import Outline

BROWSER = {"Accept": "text/html,application/xhtml+xml,*/*;q=0.8"}
VIEWER = {"Authorization": "Bearer demo-viewer"}
PAGES = ("/", "/api/openapi.json")


async def get(path: str, headers: dict[str, str], **settings: Any) -> httpx.Response:
    service = FakeService(FakeSnapshot(Settings.model_validate(settings)))
    async with client(create_app(service)) as http:
        return await http.get(path, headers=headers)


@pytest.mark.parametrize("path", PAGES)
async def test_what_is_here_is_told_to_bearers_of_a_token_alone(path: str) -> None:
    refused = await get(path, {})
    assert (refused.status_code, refused.json()["code"]) == (401, "UNAUTHORIZED")
    assert (await get(path, {"Authorization": "Bearer wrong"})).status_code == 401
    assert (await get(path, VIEWER)).status_code == 200


@pytest.mark.parametrize("path", PAGES)
async def test_it_is_told_to_everybody_where_that_is_set(path: str) -> None:
    assert (await get(path, {}, public_pages=True)).status_code == 200


@pytest.mark.parametrize("path", ["/livez", "/readyz"])
async def test_whether_it_runs_is_told_to_everybody(path: str) -> None:
    assert (await get(path, {})).status_code == 200


async def test_a_person_is_told_that_the_page_needs_a_token_and_nothing_of_what_is_here() -> None:
    answer = await get("/", BROWSER)
    assert answer.status_code == 401
    assert answer.headers["www-authenticate"].startswith("Bearer")
    text = Outline(answer.text).text
    assert 'curl -H "Authorization: Bearer $TOKEN" http://service.test/' in text
    assert "public_pages = true" in text


@pytest.mark.parametrize(
    ("headers", "path", "status"),
    [
        (BROWSER, "/graphql", 401),
        (BROWSER, "/graphql/?query={__typename}", 401),
        ({**BROWSER, **VIEWER}, "/graphql", 400),
        ({**BROWSER, **VIEWER}, "/graphql?query=", 400),
    ],
)
async def test_a_person_who_opens_graphql_is_told_how_to_ask(
    headers: dict[str, str], path: str, status: int
) -> None:
    answer = await get(path, headers, public_url="https://cards.example.com/x")
    assert answer.status_code == status
    assert answer.headers["content-type"] == "text/html; charset=utf-8"
    page = Outline(answer.text)
    assert page.open == []
    assert "curl https://cards.example.com/x/graphql" in page.text


async def test_a_browser_with_token_and_query_is_answered() -> None:
    answer = await get("/graphql?query={__typename}", {**BROWSER, **VIEWER})
    assert answer.json() == {"data": {"__typename": "Query"}}


async def test_the_host_that_a_caller_claims_is_text_and_no_command() -> None:
    answer = await get("/graphql", {**BROWSER, "Host": "x<script>;'id'"})
    assert answer.status_code == 401
    assert "script" not in Outline(answer.text).tags
