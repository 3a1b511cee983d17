"""More than can be answered, over real connections: who is answered, who is told to come back."""

import asyncio
import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, suppress
from itertools import islice
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

import httpx
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import SIGNING_SECRET, DemoService, demo_settings
from aggregator.domain.plain.signature import sign
from aggregator.web.app import create_app
from tests.support.live_server import live_server
from tests.support.product import ROOT, UNHURRIED

KEYS = ["subscription-status", "plan-details", "account"]

pytestmark = pytest.mark.real_time  # the service has a loop of its own


@contextmanager
def busy(company: DemoCompany, home: Path, **limits: Any) -> Iterator[str]:
    """A service whose billing answers nobody until the company is reset."""
    limits = {**UNHURRIED, **limits}
    settings = demo_settings(company, home, ROOT / "cards", ROOT / "graphql", limits=limits)
    with live_server(create_app(DemoService(settings, company))) as url:
        company.reset()
        company.fault("billing", "hang")
        yield url


def signed(email: str) -> tuple[bytes, dict[str, str]]:
    raw = json.dumps({"cardKeys": KEYS, "customer": {"email": email}}).encode()
    return raw, {
        "plain-request-signature": sign(SIGNING_SECRET, raw),
        "authorization": "Bearer demo-token",
    }


async def ask(http: httpx.AsyncClient, url: str, email: str) -> httpx.Response:
    raw, headers = signed(email)
    return await http.post(f"{url}/cards", content=raw, headers=headers)


def people(count: int) -> list[str]:
    return [f"person-{number}@crowd.example" for number in range(count)]


async def test_as_many_as_there_are_permits_are_answered_and_the_rest_told_to_come_back(
    company: DemoCompany, tmp_path: Path
) -> None:
    with busy(company, tmp_path, permits=3) as url:
        async with httpx.AsyncClient(timeout=120) as http:
            alex = [asyncio.create_task(ask(http, url, "alex@grocery.co")) for _ in range(12)]
            for first in islice(asyncio.as_completed(alex), 9):
                await first
            company.reset()
            answers = await asyncio.gather(*alex)
            after = [await ask(http, url, email) for email in people(5)]
    answered = [each for each in answers if each.status_code == 200]
    refused = [each for each in answers if each.status_code != 200]
    assert len(answered) == 3
    assert {(each.status_code, each.headers.get("retry-after")) for each in refused} == {(503, "1")}
    for each in answered:
        assert [card["key"] for card in each.json()["cards"]] == KEYS
    assert [each.status_code for each in after] == [200] * 5


async def test_who_was_seen_before_is_answered_from_memory_meanwhile(
    company: DemoCompany, tmp_path: Path
) -> None:
    with busy(company, tmp_path, permits=2) as url:
        company.reset()
        async with httpx.AsyncClient(timeout=120) as http:
            await ask(http, url, "alex@grocery.co")
            company.reset()
            company.fault("billing", "hang")
            others = [
                asyncio.create_task(ask(http, url, email))
                for email in ("dana@latebooks.example", "mina@paperwork.example")
            ]
            await asked(company, "billing", 2)
            await asked(company, "crm", 6)
            calls = company.calls()
            alex = await ask(http, url, "alex@grocery.co")
            assert company.calls() == calls
            company.reset()
            await asyncio.gather(*others)
    cards = alex.json()["cards"]
    assert [card["key"] for card in cards] == KEYS
    assert all("As of" in json.dumps(card) for card in cards)
    assert {card["timeToLiveSeconds"] for card in cards} == {15}


async def test_stopping_answers_every_request_that_was_accepted(
    company: DemoCompany, tmp_path: Path
) -> None:
    with ExitStack() as running:
        url = running.enter_context(busy(company, tmp_path, permits=20))
        async with httpx.AsyncClient(timeout=120) as http:
            emails = ["alex@grocery.co", "dana@latebooks.example", "mina@paperwork.example"]
            requests = [asyncio.create_task(ask(http, url, email)) for email in emails * 3]
            await asked(company, "billing", 9)
            closing = asyncio.create_task(asyncio.to_thread(running.close))
            await refused(url)
            company.reset()
            await closing
            answers = await asyncio.gather(*requests)
    assert [each.status_code for each in answers] == [200] * 9
    assert all(len(each.json()["cards"]) == len(KEYS) for each in answers)


async def refused(url: str) -> None:
    """Wait until nobody listens there any more."""
    async with asyncio.timeout(60):
        with suppress(ConnectionRefusedError):
            while True:
                _, writer = await asyncio.open_connection("127.0.0.1", urlsplit(url).port)
                writer.close()
                await asyncio.sleep(0.01)


async def asked(company: DemoCompany, source: str, times: int) -> None:
    """Wait until a source was asked so often."""
    async with asyncio.timeout(60):
        while sum(company.calls()[source].values()) < times:  # noqa: ASYNC110 - the counter is another thread's
            await asyncio.sleep(0.01)
