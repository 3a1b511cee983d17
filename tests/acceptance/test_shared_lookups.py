"""With a window, requests at the same time ask the sources together, and nothing of it crosses."""

import asyncio
import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import fill
from aggregator.domain.plain.signature import sign
from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import ROOT, UNHURRIED, running_product, total
from tests.support.still_loop import loop_time

AT_ONCE = 64
ALONE = 13
"""Source calls of one request for 25 cards: test_calls.py counts them."""

ROOM = {**UNHURRIED, "permits": AT_ONCE, "permits_busy": AT_ONCE}


def sources(company: DemoCompany, window: float) -> dict[str, dict[str, Any]]:
    return {
        name: {
            "connector": source.connector,
            "url": source.url,
            "credentials": dict(source.credentials),
            "share_window": window,
        }
        for name, source in company.sources.items()
    }


async def test_64_requests_at_once_take_less_than_a_quarter_of_the_calls_and_answer_the_same(
    company: DemoCompany, tmp_path: Path
) -> None:
    people = [str(each.email) for each in company.data.customers if each.email]
    emails = [people[number % len(people)] for number in range(AT_ONCE)]
    cards = write_catalog(tmp_path / "cards")
    answers: dict[float, list[Mapping[str, Any]]] = {}
    for window in (0.0, 0.01):
        home = tmp_path / str(window)
        home.mkdir()
        async with running_product(
            company, home, cards, sources=sources(company, window), limits=ROOM
        ) as product:
            company.reset()
            some = emails[:6] if not window else emails
            answers[window] = await asyncio.gather(
                *(product.ask(KEYS, email=email) for email in some)
            )
    assert answers[0.01][:6] == answers[0.0]
    assert len({json.dumps(each) for each in answers[0.01]}) == len(set(emails))
    assert total(company.calls()) <= 0.25 * ALONE * AT_ONCE


async def test_two_workspaces_with_the_same_source_and_credential_never_share_a_call(
    company: DemoCompany, tmp_path: Path
) -> None:
    cards = write_catalog(tmp_path / "cards")

    def workspace(name: str) -> dict[str, Any]:
        return {
            "cards": str(cards),
            "signing_secrets": [f"secret-of-{name}"],
            "sources": sources(company, 0.01),
        }

    settings = load_settings(
        None,
        {
            "workspace_id": "ours",
            **workspace("ours"),
            "workspaces": {"theirs": workspace("theirs")},
            "database_url": f"sqlite+aiosqlite:///{tmp_path / 'd.db'}",
            "graphql": str(ROOT / "graphql"),
            "limits": ROOM,
        },
        environ={},
    )
    service = Service(settings, clock=loop_time)
    await service.start()
    try:
        for name in ("ours", "theirs"):
            await fill(service.directory, name, company.data)
        company.reset()
        body = json.dumps({"cardKeys": list(KEYS), "customer": {"email": "alex@grocery.co"}})
        answered = await asyncio.gather(
            *(
                service.cards(
                    {
                        "plain-request-signature": sign(f"secret-of-{name}", body.encode()),
                        "plain-workspace-id": name,
                    },
                    body.encode(),
                    "REFERENCE1",
                )
                for name in ("ours", "ours", "theirs")
            )
        )
    finally:
        await service.stop()
    assert len({each.body for each in answered}) == 1
    calls = {
        route: count
        for routes in company.calls().values()
        for route, count in routes.items()
        if "token" not in route
    }
    assert set(calls.values()) == {2}, "once a workspace, whose two requests share it"
