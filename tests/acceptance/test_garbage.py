"""What a request made is gone with its last reference: nothing of it waits to be collected."""

import asyncio
import gc
from collections import Counter
from collections.abc import Iterator
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS, write_catalog
from tests.support.product import running_product

ALEX = "alex@grocery.co"


@pytest.fixture
def uncollected() -> Iterator[None]:
    gc.collect()
    gc.disable()
    yield
    gc.enable()


@pytest.mark.parametrize("failing", [None, "billing"])
@pytest.mark.usefixtures("uncollected")
async def test_of_25_cards_nothing_is_left_to_the_collection_of_garbage(
    company: DemoCompany, tmp_path: Path, failing: str | None
) -> None:
    """Nor of a failed call, though an error holds the frames that it came through."""
    write_catalog(tmp_path / "cards")
    async with running_product(company, tmp_path, tmp_path / "cards") as product:
        if failing:
            company.fault(failing, "500")
        for _ in range(2):
            await product.ask(KEYS, email=ALEX)
        await asyncio.sleep(0)
        before = ours()
        for _ in range(3):
            await product.ask(KEYS, email=ALEX)
        await asyncio.sleep(0)
        assert ours() - before == Counter()


def ours() -> Counter[str]:
    """How many objects of ours there are, and of JMESPath's, by class; not those of the sources."""
    classes = map(type, gc.get_objects())
    names = (f"{each.__module__}.{each.__qualname__}" for each in classes)
    return Counter(
        name
        for name in names
        if name.startswith(("aggregator.", "jmespath.")) and not name.startswith("aggregator.demo.")
    )
