"""Fields that connectors provide: what they take, and what they refuse."""

import pytest

from aggregator.domain.lookup import FIRST_MAX
from tests.support.world import MemorySource, World


def shop() -> MemorySource:
    invoices = [{"id": f"i{n}", "number": f"{n}", "status": "paid"} for n in range(20)]
    return MemorySource({"invoices": {"c1": invoices}})


async def test_a_list_has_ten_items_unless_said_otherwise() -> None:
    data = await World([shop()]).data(
        "{ customer { some: invoices { number } few: invoices(first: 2) { number } } }"
    )
    assert (len(data["customer"]["some"]), len(data["customer"]["few"])) == (10, 2)


async def test_a_list_of_none_is_an_empty_list() -> None:
    data = await World([shop()]).data("{ customer { invoices(first: 0) { number } } }")
    assert data["customer"]["invoices"] == []


@pytest.mark.parametrize("first", [-1, FIRST_MAX + 1])
async def test_a_list_has_a_size_within_bounds(first: int) -> None:
    source = shop()
    answer = await World([source]).ask(f"{{ customer {{ invoices(first: {first}) {{ id }} }} }}")
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert str(FIRST_MAX) in error["message"]
    assert source.calls == []
