"""The saved queries of graphql/operations, run as an engineer runs them on the demo company."""

from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import DocumentNode, OperationDefinitionNode, parse

from aggregator.demo.personas import (
    ALEX,
    ALEX_EXTERNAL_ID,
    ALEX_PLAIN_ID,
    ALEX_THREAD_EXTERNAL_ID,
    ALEX_THREAD_PLAIN_ID,
    GROCERY_EXTERNAL_ID,
    GROCERY_PLAIN_ID,
)
from tests.support.product import ROOT, Product

OPERATIONS = ROOT / "graphql" / "operations"
CARD = {
    "customer": {"email": ALEX.email},
    "thread": {"id": ALEX_THREAD_PLAIN_ID, "externalId": ALEX_THREAD_EXTERNAL_ID},
    "tenant": {"id": GROCERY_PLAIN_ID, "externalId": GROCERY_EXTERNAL_ID},
}
VARIABLES: Mapping[str, Mapping[str, Any]] = {
    "Customer": {"email": ALEX.email},
    "ByPlainId": {"id": ALEX_PLAIN_ID},
    "ByExternalId": {"id": ALEX_EXTERNAL_ID},
    "ByEmail": {"id": ALEX.email},
    "Customers": {"first": 5, "search": "grocery"},
    "Account": {"domain": "grocery.co"},
    "CardContext": {},
}


def text_of(file: Path) -> str:
    return file.read_text(encoding="utf-8")


def names(document: DocumentNode) -> list[str]:
    found = [node for node in document.definitions if isinstance(node, OperationDefinitionNode)]
    assert all(node.name for node in found), "a saved operation has a name"
    return [node.name.value for node in found if node.name]


SAVED = [
    (path.name, name)
    for path in sorted(OPERATIONS.glob("*.graphql"))
    for name in names(parse(text_of(path)))
]


async def run(product: Product, file: str, name: str, variables: Mapping[str, Any]) -> Any:
    text = text_of(OPERATIONS / file)
    answer = await product.query(text, variables, operation=name, extensions={"card": CARD})
    assert answer.payload.get("errors") is None
    return answer.payload["data"]


def empty(data: Any, path: str = "") -> list[str]:
    """The places where nothing was found."""
    if isinstance(data, dict):
        return [place for key, value in data.items() for place in empty(value, f"{path}.{key}")]
    if isinstance(data, list) and data:
        return [place for each in data for place in empty(each, path)]
    return [path] if data is None or data == [] else []


@pytest.mark.parametrize(
    ("file", "name"), [saved for saved in SAVED if saved[1] in VARIABLES], ids=lambda text: text
)
async def test_a_saved_query_runs_without_errors_and_finds_something_everywhere(
    product: Product, file: str, name: str
) -> None:
    data = await run(product, file, name, VARIABLES[name])
    assert empty(data) == []


async def test_a_customer_is_the_same_one_by_each_kind_of_id(product: Product) -> None:
    file = "customer-by-id.graphql"
    found = [
        (await run(product, file, name, VARIABLES[name]))["customer"]
        for name in ("ByPlainId", "ByExternalId", "ByEmail")
    ]
    found.append((await run(product, file, "ById", {"id": found[0]["id"]}))["customer"])
    assert found[0]["name"] == "Alex Moreno"
    assert found == [found[0]] * 4


@pytest.mark.parametrize("card", sorted(ROOT.glob("cards/*/*.graphql")), ids=lambda file: file.stem)
async def test_a_card_file_runs_as_it_is(product: Product, card: Path) -> None:
    answer = await product.query(text_of(card), extensions={"card": CARD})
    assert answer.payload.get("errors") is None
    assert any(answer.payload["data"].values())


def test_every_saved_query_is_run_here() -> None:
    assert sorted(name for _, name in SAVED) == sorted([*VARIABLES, "ById"])


def test_editors_are_pointed_at_the_schema_and_every_document() -> None:
    lines = (ROOT / ".graphqlrc.yml").read_text(encoding="utf-8").splitlines()
    (schema,) = (line.removeprefix("schema: ") for line in lines if line.startswith("schema: "))
    patterns = [line.removeprefix("  - ") for line in lines if line.startswith("  - ")]
    matched = {path for pattern in patterns for path in ROOT.glob(pattern)}
    documents = {
        path for folder in ("cards", "graphql") for path in (ROOT / folder).rglob("*.graphql")
    }
    assert matched == documents - {ROOT / schema}
    assert schema == "graphql/schema.graphql"
