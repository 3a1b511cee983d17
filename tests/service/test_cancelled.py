"""A request that is dropped, whatever it is waiting for, leaves nothing behind."""

import asyncio
import json
from collections.abc import AsyncIterator, Callable, Coroutine
from pathlib import Path
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.domain.plain.signature import sign
from aggregator.schema.endpoint import GraphQLRequest
from tests.support.product import SECRET, Product, running_product

ALEX = {"email": "alex@grocery.co"}
BODY = json.dumps({"cardKeys": ["plan-details", "account", "usage"], "customer": ALEX}).encode()
OPERATION = GraphQLRequest(
    '{ customer(by: {email: "alex@grocery.co"}) { name subscription { plan { name } } } }',
    {}, None, {}, read_only=True,
)  # fmt: skip
Ask = Callable[[Product], Coroutine[Any, Any, Any]]


async def cards(product: Product) -> Any:
    return await product.service.cards(
        {"plain-request-signature": sign(SECRET, BODY)}, BODY, "REFERENCE1"
    )


async def operation(product: Product) -> Any:
    token = product.service.token("Bearer demo-viewer")
    assert token is not None
    return await product.service.query(OPERATION, token, "REFERENCE1")


@pytest.fixture
async def quiet(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Product]:
    """Keeps no copies, so that no renewal is under way."""
    limits = {"copies": {"seconds": 0}}
    async with running_product(company, tmp_path, limits=limits, reload="never") as product:
        yield product


@pytest.mark.parametrize("ask", [cards, operation])
async def test_wherever_a_request_is_dropped_permits_tasks_and_sources_are_as_before(
    quiet: Product, ask: Ask
) -> None:
    await ask(quiet)  # connections and tokens are there
    before = asyncio.all_tasks()
    dropped = 0
    for turns in range(150):
        request = asyncio.create_task(ask(quiet))
        for _ in range(turns):
            await asyncio.sleep(0)
        dropped += request.cancel()
        await asyncio.gather(request, return_exceptions=True)
        left = asyncio.all_tasks() - before
        if left:
            _, hanging = await asyncio.wait(left, timeout=5)
            assert not hanging, [each.get_stack() for each in hanging]
        assert quiet.service._admission.executing == quiet.service._operations.executing == 0
    assert dropped > 20
    for source in quiet.service.snapshot.sources.values():
        assert source._client._places.free == source.connector.concurrency
        assert source.health.breaker.state == "closed"
    await ask(quiet)
