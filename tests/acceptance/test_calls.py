"""How often sources are asked, counted at the sources."""

import asyncio
import math
from collections.abc import Callable, Mapping
from contextlib import AbstractContextManager
from pathlib import Path

import pytest
import uvloop

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import Product, running_product, total
from tests.support.statements import Statements, statements
from tests.support.the_world import the_world

ALEX = "alex@grocery.co"

UNION = {
    "billing": {"GET /v1/subscriptions": 1, "GET /v1/plans": 1, "GET /v1/invoices": 1},
    "crm": {
        "POST /crm/v3/objects/contacts/batch/read": 1,
        "POST /crm/v3/objects/companies/batch/read": 1,
        # Alex and the account have one owner: found for the contact, two levels down, and there
        # already when the account asks, three levels down.
        "POST /crm/v3/objects/owners/batch/read": 1,
    },
    "helpdesk": {
        "GET /api/v2/users/show_many": 1,
        "GET /api/v2/tickets/show_many": 1,
        "GET /api/v2/conversations": 1,
    },
    "product": {
        "POST /graphql usage": 1,
        "POST /graphql seats": 1,
        "POST /graphql features": 1,
        "POST /graphql incidents": 1,
    },
}


async def test_25_distinct_cards_call_each_lookup_once_a_level(
    wide: Product, company: DemoCompany
) -> None:
    cards = await wide.ask(KEYS, email=ALEX)
    assert list(cards) == list(KEYS)
    assert all(card["components"] for card in cards.values())
    calls = company.calls()
    assert lower(calls) == lower(UNION)
    assert total(calls) == 13


@pytest.mark.parametrize(
    "loop", [asyncio.new_event_loop, uvloop.new_event_loop], ids=["asyncio", "uvloop"]
)
def test_they_share_their_batches_on_either_event_loop_also_when_asked_again(
    company: DemoCompany, tmp_path: Path, loop: Callable[[], asyncio.AbstractEventLoop]
) -> None:
    async def main() -> None:
        async with running_product(company, tmp_path, write_catalog(tmp_path / "c")) as product:
            for _ in range(2):
                company.reset()
                await product.ask(KEYS, email=ALEX)
                assert lower(company.calls()) == lower(UNION)

    with asyncio.Runner(loop_factory=loop) as runner:
        runner.run(main())


async def test_each_card_alone_calls_only_what_it_reads(
    wide: Product, company: DemoCompany
) -> None:
    union: dict[str, dict[str, int]] = {}
    for key in KEYS:
        company.reset()
        await wide.ask([key], email=ALEX)
        for source, routes in company.calls().items():
            for route, count in routes.items():
                assert count == 1, (key, route)
                union.setdefault(source, {})[route] = 1
    assert {source: set(routes) for source, routes in lower(union).items()} == {
        source: set(routes) for source, routes in lower(UNION).items()
    }


async def test_repeated_keys_add_no_call(wide: Product, company: DemoCompany) -> None:
    cards = await wide.ask([*KEYS, *KEYS], email=ALEX)
    assert list(cards) == list(KEYS)
    assert lower(company.calls()) == lower(UNION)


async def test_sql_statements_are_the_same_for_one_card_and_25(
    wide: Product, company: DemoCompany
) -> None:
    emails = [str(each.email) for each in company.data.customers if each.email not in (None, ALEX)]
    first, second = emails[:2]
    with product_statements(wide) as one:
        await wide.ask(KEYS[:1], email=first)
    with product_statements(wide) as many:
        await wide.ask(KEYS, email=second)
    with product_statements(wide) as again:
        await wide.ask(KEYS, email=second)
    assert (len(one), len(many), len(again)) == (1, 1, 0)


async def test_25_customers_in_one_query_share_their_batches(
    product: Product, company: DemoCompany
) -> None:
    with product_statements(product) as seen:
        answer = await product.query(
            """{ customers(first: 25) { nodes { id externalId
                 subscription { status } invoices(first: 2) { number } contact { name }
                 tickets(first: 2) { subject } usage { health } } } }"""
        )
    nodes = answer.payload["data"]["customers"]["nodes"]
    assert len(nodes) == 25
    # Some have no id of their own in our backend, so nobody can ask the product for them.
    told = {(error["extensions"]["code"], error["path"][-1]) for error in answer.payload["errors"]}
    assert {code for code, _ in told} == {"NO_SOURCE_ID"}
    asked = sum(node["externalId"] is not None for node in nodes)
    limits = {
        lookup.name: lookup.batch.max
        for connector in the_world().connectors.values()
        for lookup in connector.lookups
    }
    tickets = sum(len(node["tickets"] or ()) for node in nodes)
    calls = lower(company.calls())
    assert calls["billing"]["get /v1/subscriptions"] == math.ceil(25 / limits["subscription"])
    assert calls["billing"]["get /v1/invoices"] == math.ceil(25 / limits["invoices"])
    assert calls["helpdesk"]["get /api/v2/users/show_many"] == math.ceil(25 / limits["user"])
    assert calls["helpdesk"]["get /api/v2/tickets/show_many"] == math.ceil(
        tickets / limits["tickets"]
    )
    assert calls["crm"]["post /crm/v3/objects/contacts/batch/read"] == math.ceil(
        25 / limits["contact"]
    )
    assert calls["product"]["post /graphql usage"] == math.ceil(asked / limits["usage"])
    assert len(seen) == len(await _statements_of_one(product))


def product_statements(product: Product) -> AbstractContextManager[Statements]:
    return statements(product.service._store)


async def _statements_of_one(product: Product) -> Statements:
    with product_statements(product) as seen:
        await product.query("{ customers(first: 1) { nodes { id } } }")
    return seen


def lower(calls: Mapping[str, Mapping[str, int]]) -> dict[str, dict[str, int]]:
    return {
        source: {route.lower(): count for route, count in routes.items() if count}
        for source, routes in calls.items()
    }
