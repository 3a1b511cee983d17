"""Stripe's customers by an address: theirs alone, also where the filter is not heeded."""

from collections.abc import Sequence

import httpx
import pytest

from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import Record
from aggregator.telemetry.trace import Batch
from aggregator.upstream.source import build_source
from tests.support.sources import PATIENT
from tests.support.still_loop import loop_time
from tests.support.the_world import the_world


async def customer(*emails: str) -> Sequence[Record | None]:
    """Ask for ada@x.co; Stripe answers with customers of `emails`."""
    data = [{"id": f"cus_{number}", "email": each} for number, each in enumerate(emails)]
    stripe = the_world().connectors["stripe"]
    source = build_source(
        "stripe", stripe, "http://stripe.example", {"token": "t"}, PATIENT, loop_time,
        transport=httpx.MockTransport(lambda _: httpx.Response(200, json={"data": data})),
    )  # fmt: skip
    lookup = next(each for each in stripe.lookups if each.name == "customer")
    batch = Batch("stripe.customer", 1, (), 0.0, 0.0)
    try:
        deadline = Deadline.after(60, loop_time)
        found = (await source.records(lookup, ["ada@x.co"], 1, deadline, batch)).get("ada@x.co", ())
    finally:
        await source.close()
    assert isinstance(found, Sequence)
    return found


async def test_all_customers_of_an_address_are_that_persons() -> None:
    (record,) = await customer("ada@x.co", "ada@x.co")
    assert record is not None
    assert record["ids"] == ["cus_0", "cus_1"]


async def test_where_others_are_among_them_nobody_is() -> None:
    with pytest.raises(SourceMalformed):
        await customer("ada@x.co", "bad@x.co")
    with pytest.raises(SourceMalformed):
        await customer("bad@x.co")


async def test_an_address_that_nobody_has_is_nobodys() -> None:
    assert await customer() == ()
