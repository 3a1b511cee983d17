"""The request of Plain's documentation, unedited, over a real socket: signed, and not."""

import asyncio
from collections.abc import Iterator
from pathlib import Path

import httpx
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.domain.plain.components import validate
from aggregator.domain.plain.signature import sign
from aggregator.web.app import create_app
from tests.support.live_server import live_server
from tests.support.plain import payload
from tests.support.product import SECRET, UNHURRIED, make_service, running_product
from tests.support.sockets import WAIT

BODY = payload("docs-customer-cards.request.json")


@pytest.fixture
def address(company: DemoCompany, tmp_path: Path) -> Iterator[str]:
    asyncio.run(seed(company, tmp_path))
    with live_server(create_app(make_service(company, tmp_path, limits=UNHURRIED))) as address:
        yield address


async def seed(company: DemoCompany, home: Path) -> None:
    async with running_product(company, home):
        pass


def post(address: str, signature: str | None) -> httpx.Response:
    headers = {"Content-Type": "application/json"}
    if signature is not None:
        headers["Plain-Request-Signature"] = signature
    return httpx.post(f"{address}/cards", content=BODY, headers=headers, timeout=WAIT)


def test_signed_it_is_answered_with_both_cards(address: str) -> None:
    answer = post(address, sign(SECRET, BODY))
    assert answer.status_code == 200
    cards = answer.json()["cards"]
    assert [card["key"] for card in cards] == ["plan-details", "subscription-status"]
    for card in cards:
        assert card["components"]
        assert validate(card["components"]) == []
    assert "Enterprise" in answer.text


@pytest.mark.parametrize("signature", [None, "", sign("another secret", BODY), sign(SECRET, b"x")])
def test_unsigned_it_is_401_and_tells_nothing(address: str, signature: str | None) -> None:
    answer = post(address, signature)
    assert answer.status_code == 401
    assert answer.headers["content-type"] == "application/problem+json"
    assert "signature" not in answer.text.lower()
