"""Asks the product for common types of personas."""

from collections.abc import Awaitable, Callable
from typing import Any

import pytest

from aggregator.demo.personas import Persona
from tests.support.product import Product

Of = Callable[[Persona, str], Awaitable[Any]]


@pytest.fixture
def of(product: Product) -> Of:
    """`await of(ALEX, "usage { health }")`: a selection of a persona, which must not fail."""

    async def ask(persona: Persona, selection: str) -> Any:
        answer = await product.query(
            f"query Q($id: ID!) {{ customer(by: {{externalId: $id}}) {{ {selection} }} }}",
            {"id": persona.external_id},
        )
        assert answer.payload.get("errors") is None
        return answer.payload["data"]["customer"]

    return ask


@pytest.fixture
def refused(product: Product) -> Of:
    """`await refused(NILS, "invoices { id }")`: the code of the one error that it meets."""

    async def ask(persona: Persona, selection: str) -> Any:
        answer = await product.query(
            f"query Q($id: ID!) {{ customer(by: {{externalId: $id}}) {{ {selection} }} }}",
            {"id": persona.external_id},
        )
        (error,) = answer.payload["errors"]
        return error["extensions"]["code"]

    return ask
