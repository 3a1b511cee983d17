"""What agents see when a source fails; each fault at each source: test_fault_matrix.py."""

import json
from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.product import Card, Product, running_product

ALEX = "alex@grocery.co"
BILLING = {"account-health", "subscription-status", "plan-details", "latest-invoices"}
PARTLY_BILLING = ("usage-trend", "timeline")
SCALED = {
    "soft": 0.6,
    "attempt": 0.25,
    "no_new_work": 1.2,
    "answer": 1.5,
    "raised_max": 1.5,
    "copies": {"seconds": 0},
}
"""The time budget, scaled down: what is proven is the order of events, not their length. No copies:
what a card says without one is looked at."""


@pytest.fixture
async def hasty(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Product]:
    async with running_product(company, tmp_path, limits=SCALED) as product:
        yield product


def keys_of(product: Product) -> list[str]:
    return sorted(product.service.snapshot.catalog.cards)


def is_error_card(card: Card) -> bool:
    return "ERROR" in json.dumps(card["components"])


async def test_a_hanging_source_degrades_its_own_cards_and_no_other_byte(
    hasty: Product, company: DemoCompany
) -> None:
    healthy = await hasty.ask(keys_of(hasty), email=ALEX)
    company.fault("billing", "hang")
    ill = await hasty.ask(keys_of(hasty), email=ALEX)
    assert list(ill) == list(healthy)
    for key, card in ill.items():
        if key in BILLING:
            assert is_error_card(card), key
            assert card["timeToLiveSeconds"] == 15, key
            assert "Billing did not answer" in json.dumps(card["components"])
        elif key in PARTLY_BILLING:
            assert not is_error_card(card)
            assert card["timeToLiveSeconds"] == 15
            assert "Billing did not answer" in json.dumps(card["components"])
        else:
            assert json.dumps(card) == json.dumps(healthy[key]), key


async def test_429_names_the_pause_the_source_asked_for(
    hasty: Product, company: DemoCompany
) -> None:
    company.fault("billing", "429", retry_after=90)
    cards = await hasty.ask(["plan-details"], email=ALEX)
    assert cards["plan-details"]["timeToLiveSeconds"] == 90


async def test_a_card_that_is_only_half_there_says_what_is_missing(
    hasty: Product, company: DemoCompany
) -> None:
    company.fault("product", "500", routes=["POST /graphql features"])
    card = (await hasty.ask(["usage"], email=ALEX))["usage"]
    text = json.dumps(card["components"])
    assert "Product did not answer" in text
    assert "API calls" in text
    assert not is_error_card(card)
    assert card["timeToLiveSeconds"] == 15


async def test_nobody_has_no_cards_and_no_errors(product: Product) -> None:
    keys = keys_of(product)
    for customer in ({"email": "nobody@nowhere.example"}, {}):
        cards = await product.ask(keys, **customer)
        assert list(cards) == keys
        for key, card in cards.items():
            assert not is_error_card(card), key
            assert card["timeToLiveSeconds"] == 60, key


async def test_an_unknown_key_and_a_known_one_are_both_answered(product: Product) -> None:
    cards = await product.ask(["no-such-card", "usage"], email=ALEX)
    assert "No card named" in json.dumps(cards["no-such-card"]["components"])
    assert cards["no-such-card"]["timeToLiveSeconds"] == 60
    assert not is_error_card(cards["usage"])


async def test_the_requests_own_id_reaches_a_source_without_a_directory_row(
    company: DemoCompany, tmp_path: Path
) -> None:
    async with running_product(company, tmp_path, seeded=False) as product:
        cards = await product.ask(
            ["usage", "plan-details"], externalId="customer-id-in-your-backend"
        )
    assert "API calls" in json.dumps(cards["usage"]["components"])
    assert cards["plan-details"]["timeToLiveSeconds"] == 60, "billing has no key to be asked by"
