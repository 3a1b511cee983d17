"""The whole product for tests: the demo company's servers and a service in front of them."""

import json
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from aggregator.authoring.recorder import Recorder
from aggregator.demo.company import DemoCompany
from aggregator.demo.setting import fill
from aggregator.domain.plain.signature import sign
from aggregator.pipeline.answer import CardsResponse
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest
from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.still_loop import loop_time

SECRET = "demo-secret"
NOW = datetime.now(UTC)
"""One moment for a whole run: words such as "2 hours ago" must not change between two requests."""
UNHURRIED = dict.fromkeys(
    ("attempt", "soft", "raised_max", "no_new_work", "answer", "last_resort"), 60.0
)
"""Limits of a service on a loop of its own, where time passes: a busy machine reaches none."""
ENGINEER = "demo-engineer"
ROOT = Path(__file__).parents[2]

Card = Mapping[str, Any]


class Product:
    """A started service with the requests that tests send it."""

    def __init__(self, service: Service) -> None:
        self.service = service

    async def ask(self, keys: Sequence[str], **customer: str) -> dict[str, Card]:
        """The cards of a signed request, by key."""
        answered = await self.answer(keys, **customer)
        return {card["key"]: card for card in json.loads(answered.body)["cards"]}

    async def answer(self, keys: Sequence[str], **customer: str | None) -> CardsResponse:
        body = json.dumps({"cardKeys": list(keys), "customer": customer or None}).encode()
        headers = {"plain-request-signature": sign(SECRET, body)}
        return await self.service.cards(headers, body, "REFERENCE1")

    async def query(
        self,
        query: str,
        variables: Mapping[str, Any] | None = None,
        *,
        token: str = ENGINEER,
        extensions: Mapping[str, Any] | None = None,
        operation: str | None = None,
    ) -> GraphQLAnswer:
        found = self.service.token(f"Bearer {token}")
        assert found is not None
        request = GraphQLRequest(
            query, variables or {}, operation, extensions or {}, read_only=False
        )
        return await self.service.query(request, found, "REFERENCE1")


def make_service(
    company: DemoCompany, home: Path, cards: Path | None = None, **overrides: Any
) -> Service:
    """A service over `company`, not started; `cards` and other settings as given."""
    settings = load_settings(
        None,
        {
            "database_url": f"sqlite+aiosqlite:///{home / 'directory.db'}",
            "cards": str(cards or ROOT / "cards"),
            "cache": str(home / "cache"),
            "graphql": str(ROOT / "graphql"),
            "signing_secrets": [SECRET],
            "tokens": [
                {"name": role, "role": role, "secret": f"demo-{role}"}
                for role in ("viewer", "engineer", "operator")
            ],
            "sources": {
                name: {
                    "connector": source.connector,
                    "url": source.url,
                    "credentials": dict(source.credentials),
                }
                for name, source in company.sources.items()
            },
            **overrides,
        },
    )
    recorder = Recorder.of(settings)
    return Service(
        settings,
        now=lambda: NOW,
        listeners=recorder.tape,
        erased=recorder.forget,
        clock=loop_time,
    )


@asynccontextmanager
async def running_product(
    company: DemoCompany,
    home: Path,
    cards: Path | None = None,
    *,
    seeded: bool = True,
    **overrides: Any,
) -> AsyncIterator[Product]:
    """The service, started, its directory seeded."""
    service = make_service(company, home, cards, **overrides)
    try:
        await service.start()
        if seeded:
            workspace_id = service.snapshot.settings.workspace_id
            await fill(service.directory, workspace_id, company.data)
            await service.hear(workspace_id)
        company.reset()
        yield Product(service)
    finally:
        await service.stop()


def total(calls: Mapping[str, Mapping[str, int]]) -> int:
    return sum(count for routes in calls.values() for count in routes.values())
