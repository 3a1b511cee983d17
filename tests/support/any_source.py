"""Sources that answer anything: real replies, recorded once, with values replaced at random."""

import json
import random
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal

import httpx

from aggregator.demo.company import DemoCompany
from aggregator.plans.merge import Merger
from aggregator.schema.providers import bind
from aggregator.service import Service
from aggregator.service.snapshot import Snapshot
from aggregator.upstream.limits import BreakerLimits, UpstreamLimits
from aggregator.upstream.source import build_source
from aggregator.upstream.transport import AiohttpTransport
from tests.support.product import Product, running_product
from tests.support.the_world import the_world

Place = tuple[str, str, str]
"""Source, method, path."""

ODD: tuple[Any, ...] = (
    *(None, True, False, 0, -1, 1, 2**63, 10**30, 1.5, -0.0, 1e308),
    *("", " ", "0", "null", "undefined", "USD", "paid", "active", "ACTIVE", "12.345"),
    *("[click](https://evil.example)", "**bold** _it_ `code` <script>", "javascript:alert(1)"),
    *("https://ok.example/a b?c=d#e", "{name} ${x} {{", "\u202eevil", "a\u0000b", "\ud83d"),
    *("\U0001f600" * 40, "x" * 12_000, "2026-11-22T10:01:00Z", "2026-02-30", "99999-01-01"),
    *([], {}, [None], [[]], {"id": None}, ["a", 1, None], {"a": {"b": []}}),
)
"""What a value may turn into."""

Reply = tuple[int, bytes]
Mutate = Callable[[Place, bytes], Reply]


class Recording(httpx.AsyncBaseTransport):
    """Passes calls on and keeps the last reply of each place."""

    def __init__(self, source: str, kept: dict[Place, bytes]) -> None:
        self._source = source
        self._kept = kept
        self._inner = AiohttpTransport()

    async def handle_async_request(self, request: httpx.Request) -> httpx.Response:
        response = await self._inner.handle_async_request(request)
        body = await response.aread()
        await response.aclose()
        if response.status_code == 200:
            self._kept[self._source, request.method, request.url.path] = body
        return httpx.Response(response.status_code, headers=response.headers, content=body)

    async def aclose(self) -> None:
        await self._inner.aclose()


class AnySources:
    """The product over sources whose replies a test mutates."""

    def __init__(self, product: Product, replies: Mapping[Place, bytes]) -> None:
        self.product = product
        self.service: Service = product.service
        self.replies = replies
        self.mutate: Mutate = lambda _, body: (200, body)
        replaced = with_transport(self.service.snapshot, self._mock)
        self.service._swap(replaced)

    def executed_by(self, engine: Literal["plan", "graphql"]) -> None:
        """Have every card executed in one of the two ways from here on."""
        snapshot = self.service.snapshot
        workspace = replace(snapshot.workspace, merge=Merger() if engine == "plan" else None)
        self.service._swap(replace(snapshot, workspaces={workspace.id: workspace}))

    def _mock(self, source: str) -> httpx.AsyncBaseTransport:
        def answer(request: httpx.Request) -> httpx.Response:
            place = (source, request.method, request.url.path)
            if "token" in request.url.path:
                return httpx.Response(200, content=self.replies[place])
            status, body = self.mutate(place, self.replies.get(place, b"{}"))
            return httpx.Response(
                status, content=body, headers={"content-type": "application/json"}
            )

        return httpx.MockTransport(answer)


def with_transport(
    snapshot: Snapshot, transport_of: Callable[[str], httpx.AsyncBaseTransport]
) -> Snapshot:
    """Give the same snapshot with sources that send by other means and are never left alone."""
    limits = UpstreamLimits(breaker=BreakerLimits(failures=10**9, rate=1.1), jitter=0)
    sources = {
        (workspace, name): build_source(
            name,
            client.connector,
            snapshot.settings.sources[name].url,
            {
                field: secret.get_secret_value()
                for field, secret in snapshot.settings.sources[name].credentials.items()
            },
            limits,
            transport=transport_of(name),
        )
        for (workspace, name), client in snapshot.sources.items()
    }
    workspace = replace(snapshot.workspace, providers=bind(sources.values(), the_world().types_of))
    return replace(snapshot, sources=sources, workspaces={workspace.id: workspace})


@asynccontextmanager
async def any_sources(company: DemoCompany, home: Path, email: str) -> AsyncIterator[AnySources]:
    """Record what the company's systems say of one person, then answer in their place."""
    async with running_product(company, home, limits={"copies": {"seconds": 0}}) as product:
        kept: dict[Place, bytes] = {}
        service = product.service
        recording = with_transport(service.snapshot, lambda name: Recording(name, kept))
        service._swap(recording)
        await product.ask(sorted(service.snapshot.catalog.cards), email=email)
        yield AnySources(product, kept)


def mutated(body: bytes, chance: random.Random, share: float) -> bytes:
    """Replace about `share` of all values by odd ones, and now and then the whole reply."""
    return json.dumps(_mutated(json.loads(body), chance, share)).encode()


def _mutated(value: Any, chance: random.Random, share: float) -> Any:
    if chance.random() < share:
        return chance.choice(ODD)
    if isinstance(value, dict):
        return {key: _mutated(inner, chance, share) for key, inner in value.items()}
    if isinstance(value, list):
        kept = [_mutated(inner, chance, share) for inner in value]
        return kept * chance.choice((1, 1, 1, 2)) if chance.random() < share else kept
    return value
