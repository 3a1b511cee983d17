"""The five verbs in order: what the log may say of a request, and what is answered from memory."""

import json
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.cache import Cache
from aggregator.catalog import BrokenCard
from aggregator.demo.company import DemoCompany
from aggregator.domain.customer import CustomerIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AllCardsFailed
from aggregator.pipeline.answer import CardsResponse, answer
from aggregator.pipeline.stale_cards import StaleCards
from aggregator.telemetry.trace import Trace
from aggregator.upstream.source import SourceClient
from tests.support.pipeline import request
from tests.support.product import NOW, Product, running_product

KEYS = ["plan-details", "usage"]
ALEX = "alex@grocery.co"
BROKEN = BrokenCard("broken", ("team",), ())


async def line(product: Product, *keys: str, **customer: str | None) -> Mapping[str, Any]:
    return dict((await product.answer(keys, **customer)).log)


async def test_the_log_line_says_cards_outcomes_and_calls_by_source(product: Product) -> None:
    seen = await line(product, *KEYS, "no-such-card", email=ALEX)
    assert seen["cards"] == {"plan-details": "shown", "usage": "shown"}
    assert seen["unknown"] == 1
    assert seen["calls"] == {"billing": 2, "product": 3}
    assert seen["card_ms"] >= 0


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


async def test_where_no_customer_is_named_a_card_is_hidden(product: Product) -> None:
    seen = await line(product, "usage", email=None)
    assert seen["cards"] == {"usage": "hidden"}
    assert seen["calls"] == {}


async def test_that_nobody_could_be_asked_is_no_card_of_nothing(product: Product) -> None:
    seen = await line(product, "usage", email="nobody@nowhere.example")
    assert seen["cards"] == {"usage": "failed"}
    assert seen["calls"] == {}


async def test_a_copy_from_before_is_told_as_stale_and_the_answer_knows_it(
    product: Product, company: DemoCompany
) -> None:
    first = await product.answer(KEYS, email=ALEX)
    company.fault("product", "500")
    second = await product.answer(KEYS, email=ALEX)
    assert second.log["cards"] == {"plan-details": "shown", "usage": "stale"}
    assert (first.stale, second.stale) == (False, True)


async def asked(product: Product, copies: StaleCards, *keys: str, **place: Any) -> CardsResponse:
    """Alex's cards, in a workspace that is a little different."""
    workspace = replace(product.service.snapshot.workspace, **place)
    alex = request(*keys, customer=CustomerIds(email=ALEX))
    return await answer(alex, workspace, copies, Trace("REFERENCE1"), NOW)


@pytest.fixture
def copies() -> StaleCards:
    return StaleCards(Cache(entries=10, size=100_000), 60.0)


async def test_at_the_last_resort_a_card_is_its_copy_or_was_not_ready(
    product: Product, copies: StaleCards
) -> None:
    await asked(product, copies, "usage")
    last = await asked(product, copies, *KEYS, last_resort=0.0)
    assert last.log["cards"] == {"usage": "stale", "plan-details": "failed"}
    assert last.stale
    assert b"This card was not ready in time" in last.body


@pytest.mark.parametrize(
    ("keys", "again"),
    [
        (["usage"], True),
        (["usage", "no-such-card"], True),
        (["usage", "broken"], False),
        (["no-such-card"], False),
        ([], False),
    ],
    ids=["failed", "and-unknown", "and-broken", "unknown-alone", "none"],
)
async def test_plain_is_to_ask_again_only_where_that_may_help_every_card(
    product: Product, company: DemoCompany, copies: StaleCards, keys: list[str], again: bool
) -> None:
    company.fault("product", "500")
    catalog = product.service.snapshot.catalog
    broken = replace(catalog, broken={"broken": BROKEN})
    wish = {"catalog": broken, "retry_when_all_fail": True}
    if again:
        with pytest.raises(AllCardsFailed):
            await asked(product, copies, *keys, **wish)
    else:
        await asked(product, copies, *keys, **wish)


async def test_a_call_under_way_goes_on_until_the_answer_leaves(
    company: DemoCompany, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    left: list[float] = []
    records = SourceClient.records

    async def heard(
        source: SourceClient, lookup: Any, keys: Any, per_key: int, until: Deadline, batch: Any
    ) -> Any:
        left.append(until.remaining())
        return await records(source, lookup, keys, per_key, until, batch)

    monkeypatch.setattr(SourceClient, "records", heard)
    limits = {"no_new_work": 5.0, "answer": 60.0, "last_resort": 60.0}
    async with running_product(company, tmp_path, limits=limits) as product:
        await product.answer(["usage"], email=ALEX)
    assert min(left) > 30, "not only for as long as a new one may begin"


async def test_the_reference_of_the_request_is_on_its_error_card(
    product: Product, company: DemoCompany
) -> None:
    company.fault("product", "garbage")
    answered = await product.answer(["usage"], email=ALEX)
    assert "Reference REFERENCE1" in answered.body.decode()
