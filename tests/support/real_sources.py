"""A service on sources that are real servers, with a directory that knows nobody."""

from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from aggregator.service import Service
from aggregator.settings import load_settings
from tests.support.product import SECRET, UNHURRIED, Product

TOKEN = "demo-engineer"


@dataclass(frozen=True, slots=True)
class RealSource:
    """Where a system is, and with which credential it is asked. Other settings as given."""

    connector: str
    url: str
    credentials: Mapping[str, str]
    more: Mapping[str, Any] | None = None


@asynccontextmanager
async def service_on(
    home: Path, sources: Mapping[str, RealSource], cards: Path | None = None, **settings: Any
) -> AsyncIterator[Product]:
    """A service on `sources`, by their names; without `cards` it has none."""
    folder = cards or home / "cards"
    folder.mkdir(parents=True, exist_ok=True)
    service = Service(
        load_settings(
            None,
            {
                "database_url": f"sqlite+aiosqlite:///{home / 'directory.db'}",
                "cards": str(folder),
                "signing_secrets": [SECRET],
                "limits": {**UNHURRIED, "graphql": {"root_fields": 50, "fields": 5_000}},
                "tokens": [{"name": "engineer", "role": "engineer", "secret": TOKEN}],
                "sources": {
                    name: {
                        "connector": each.connector,
                        "url": each.url,
                        "credentials": dict(each.credentials),
                        **(each.more or {}),
                    }
                    for name, each in sources.items()
                },
                **settings,
            },
        )
    )
    await service.start()
    try:
        yield Product(service)
    finally:
        await service.stop()


async def people(
    product: Product, addresses: Sequence[str], selection: str
) -> dict[str, dict[str, Any]]:
    """Ask for the customers of all `addresses` in one query; what each one is answered.

    A failure anywhere in the answer fails the test.
    """
    variables = {f"e{number}": address for number, address in enumerate(addresses)}
    declared = ", ".join(f"${name}: Email!" for name in variables)
    asked = " ".join(f"{name}: customer(by: {{email: ${name}}}) {{ ...It }}" for name in variables)
    query = f"query People({declared}) {{ {asked} }} fragment It on Customer {{ {selection} }}"
    answer = await product.query(query, variables, token=TOKEN)
    body = answer.payload
    assert "errors" not in body, body
    return {address: body["data"][name] for name, address in variables.items()}
