"""The connector for Stripe, asked of localstripe."""

from pathlib import Path

import pytest

from tests.support.real_sources import RealSource, people, service_on
from tests.support.servers.localstripe import KEY, LocalStripe

pytestmark = pytest.mark.real_time


def source(localstripe: LocalStripe) -> RealSource:
    return RealSource("stripe", localstripe.stripe.url, {"token": KEY})


async def test_25_customers_take_one_call_each_and_one_more_for_the_subscription(
    localstripe: LocalStripe, tmp_path: Path
) -> None:
    plan = localstripe.plan("Pro", 2500, "eur")
    known = [f"c{number}@example.com" for number in range(24)]
    for number, address in enumerate(known):
        customer = localstripe.customer(address)
        if number % 2 == 0:
            localstripe.subscribe(customer, plan, number + 1)
    localstripe.stripe.forget()
    async with service_on(tmp_path, {"stripe": source(localstripe)}) as product:
        found = await people(
            product, [*known, "nobody@example.com"], "subscription { status quantity source }"
        )
    paid = {"status": "ACTIVE", "source": "stripe"}
    assert {address: each["subscription"] for address, each in found.items()} == {
        "nobody@example.com": None,
        **{
            address: {**paid, "quantity": number + 1} if number % 2 == 0 else None
            for number, address in enumerate(known)
        },
    }
    assert localstripe.stripe.calls() == {"GET /v1/customers": 25, "GET /v1/subscriptions": 24}


async def test_invoices_an_apostrophe_and_of_two_customers_the_one_who_pays(
    localstripe: LocalStripe, tmp_path: Path
) -> None:
    plan = localstripe.plan("Pro", 2500, "eur")
    first, second = (localstripe.customer("o'brien@example.com") for _ in range(2))
    localstripe.subscribe(second, plan, 2)
    assert first != second
    async with service_on(tmp_path, {"stripe": source(localstripe)}) as product:
        selection = """
          subscription { status quantity startedAt renewsAt price plan { name price interval } }
          invoices(first: 5) { status total lines { description quantity total } }
        """
        found = (await people(product, ["o'brien@example.com"], selection))["o'brien@example.com"]
    subscription = found["subscription"]
    assert subscription.pop("startedAt") < subscription.pop("renewsAt")
    assert subscription == {
        "status": "ACTIVE",
        "quantity": 2,
        "price": "50.00 EUR",
        "plan": {"name": "Pro", "price": "25.00 EUR", "interval": "MONTH"},
    }
    assert found["invoices"] == [
        {
            "status": "PAID",
            "total": "50.00 EUR",
            "lines": [{"description": "Pro", "quantity": 2, "total": "50.00 EUR"}],
        }
    ]
