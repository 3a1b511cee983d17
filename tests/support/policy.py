"""The service behind its own HTTP front, on cards, data and a clock that never change."""

import json
import os
from collections.abc import AsyncIterator, Iterator, Mapping, Sequence
from contextlib import asynccontextmanager, contextmanager
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import httpx

from aggregator.demo.company import DemoCompany
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import DirectoryUnavailable
from aggregator.domain.plain.signature import sign
from aggregator.render.card import CompiledCard
from aggregator.service import Service
from aggregator.web.app import create_app
from tests.support.product import SECRET, running_product
from tests.support.web_client import client

DATA = Path(__file__).parents[1] / "data" / "policy"
MORNING = datetime(2026, 11, 22, 14, 2, tzinfo=UTC)
KEYS = ("plan", "invoices", "owner", "both")
TEAMS = {"billing": {"contact": "#billing-cards"}, "support": {"contact": "#support-cards"}}
Headers = Mapping[str, str]


class Front:
    """What Plain meets. `now` is the service's clock."""

    def __init__(self, company: DemoCompany, http: httpx.AsyncClient, service: Service) -> None:
        self.company = company
        self.service = service
        self.now = MORNING
        self._http = http

    def later(self, **ago: float) -> None:
        self.now += timedelta(**ago)

    async def post(self, body: object, headers: Headers | None = None) -> httpx.Response:
        """POST /cards, signed; `body` bytes are sent as they are, anything else as JSON."""
        raw = body if isinstance(body, bytes) else json.dumps(body).encode()
        signed = {"plain-request-signature": sign(SECRET, raw), **(headers or {})}
        return await self._http.post("/cards", content=raw, headers=signed)

    async def ask(
        self, keys: Sequence[str] = KEYS, email: str | None = "alex@grocery.co"
    ) -> httpx.Response:
        customer = None if email is None else {"email": email}
        return await self.post({"cardKeys": list(keys), "customer": customer})

    @contextmanager
    def full(self) -> Iterator[None]:
        """Let as many requests execute as may."""
        admission = self.service._admission
        permits = [admission.enter("default") for _ in range(admission.permits)]
        assert admission.enter("default") is None
        try:
            yield
        finally:
            for permit in permits:
                assert permit is not None
                permit.__exit__(None, None, None)

    def replace_card(self, key: str, **fields: Any) -> None:
        """Serve another form of a card from now on."""
        service, snapshot = self.service, self.service.snapshot
        catalog = snapshot.catalog
        card: CompiledCard = replace(catalog.cards[key], **fields)
        workspace = replace(
            snapshot.workspace, catalog=replace(catalog, cards={**catalog.cards, key: card})
        )
        service._swap(replace(snapshot, workspaces={workspace.id: workspace}))

    def lose_the_store(self) -> None:
        """Let the directory answer nothing any more."""

        async def lost(
            workspace_id: str, people_: Sequence[CustomerIds]
        ) -> Mapping[CustomerIds, Any]:
            raise DirectoryUnavailable("The store does not answer")

        self.service.snapshot.workspace.directory.resolve = lost  # type: ignore[method-assign]  # the store's loss


@asynccontextmanager
async def running_front(
    company: DemoCompany, home: Path, limits: Mapping[str, Any] | None = None, **settings: Any
) -> AsyncIterator[Front]:
    """Serve the policy's cards over `company`; `limits` and `settings` beside the usual ones."""
    company.reset()
    chosen = {"limits": limits or {}, "teams": TEAMS, **settings}
    async with (
        running_product(company, home, DATA / "cards", **chosen) as product,
        client(create_app(product.service)) as http,
    ):
        front = Front(company, http, product.service)
        product.service._now = lambda: front.now
        yield front


def golden(name: str, answer: httpx.Response) -> None:
    """Hold status, telling headers and body to `answers/<name>.json`."""
    reference = answer.headers["x-request-id"]
    seen = {
        "status": answer.status_code,
        **({"retry-after": after} if (after := answer.headers.get("retry-after")) else {}),
        "type": answer.headers["content-type"],
        "body": json.loads(answer.text.replace(reference, "REFERENCE")),
    }
    file = DATA / "answers" / f"{name}.json"
    if os.environ.get("UPDATE_GOLDEN"):
        file.write_text(json.dumps(seen, indent=1, ensure_ascii=False) + "\n", encoding="utf-8")
    assert seen == json.loads(file.read_text(encoding="utf-8"))
