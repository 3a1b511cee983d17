"""The five verbs in order: what the log may say of a request, and what is answered from memory."""

import json
from collections.abc import Mapping
from typing import Any

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.product import Product

KEYS = ["plan-details", "usage"]
ALEX = "alex@grocery.co"


async def line(product: Product, *keys: str, **customer: str) -> Mapping[str, Any]:
    return dict((await product.answer(keys, **customer)).log)


async def test_the_log_line_says_cards_outcomes_and_calls_by_source(product: Product) -> None:
    seen = await line(product, *KEYS, "no-such-card", email=ALEX)
    assert seen["cards"] == {"plan-details": "shown", "usage": "shown"}
    assert seen["unknown"] == 1
    assert seen["calls"] == {"billing": 2, "product": 3}
    assert seen["card_ms"] > 0


async def test_the_log_line_holds_nothing_that_a_stranger_or_a_customer_wrote(
    product: Product,
) -> None:
    seen = await line(product, "alex@grocery.co", "usage", email=ALEX, externalId="ext-secret")
    assert ALEX not in json.dumps(seen)
    assert "ext-secret" not in json.dumps(seen)


@pytest.mark.parametrize(
    ("fault", "routes", "word"),
    [
        ("500", ["POST /graphql features"], "partial"),
        ("garbage", [], "failed"),
    ],
)
async def test_a_card_that_failed_or_half_failed_is_told_so(
    product: Product, company: DemoCompany, fault: str, routes: list[str], word: str
) -> None:
    company.fault("product", fault, **({"routes": routes} if routes else {}))
    seen = await line(product, "usage", email=ALEX)
    assert seen["cards"] == {"usage": word}


async def test_nothing_to_show_is_hidden(product: Product) -> None:
    seen = await line(product, "usage", email="nobody@nowhere.example")
    assert seen["cards"] == {"usage": "hidden"}
    assert seen["calls"] == {}


async def test_a_copy_from_before_is_told_as_stale_and_the_answer_knows_it(
    product: Product, company: DemoCompany
) -> None:
    first = await product.answer(KEYS, email=ALEX)
    company.fault("product", "500")
    second = await product.answer(KEYS, email=ALEX)
    assert second.log["cards"] == {"plan-details": "shown", "usage": "stale"}
    assert (first.stale, second.stale) == (False, True)


async def test_the_reference_of_the_request_is_on_its_error_card(
    product: Product, company: DemoCompany
) -> None:
    company.fault("product", "garbage")
    answered = await product.answer(["usage"], email=ALEX)
    assert "Reference REFERENCE1" in answered.body.decode()
