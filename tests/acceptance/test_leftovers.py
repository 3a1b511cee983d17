"""What an answered request leaves behind: nothing that waits for the garbage collector.

Whatever keeps itself (a loader that knows its request, an error that knows its frames) is looked
through by every collection, and holds all of its request until then: a sixth of the processor's
time, and a pause of half a second now and then.
"""

import gc
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS
from tests.support.product import Product

ALEX = "alex@grocery.co"
REQUESTS = 3


@contextmanager
def left_behind() -> Iterator[Counter[str]]:
    """Count, by its class, what of ours was made inside and is gone by a collection only."""
    found: Counter[str] = Counter()
    gc.collect()
    gc.disable()
    gc.set_debug(gc.DEBUG_SAVEALL)
    try:
        yield found
        gc.collect()
        names = (f"{type(each).__module__}.{type(each).__qualname__}" for each in gc.garbage)
        found.update(name for name in names if name.startswith("aggregator."))
    finally:
        gc.set_debug(0)
        gc.garbage.clear()
        gc.enable()


@pytest.mark.parametrize("dead", ["", "billing"])
async def test_a_request_is_gone_with_its_answer(
    wide: Product, company: DemoCompany, dead: str
) -> None:
    if dead:
        company.fault(dead, "500")
    await wide.ask(KEYS, email=ALEX)  # what is kept from now on is there
    with left_behind() as found:
        for _ in range(REQUESTS):
            await wide.ask(KEYS, email=ALEX)
    of_requests = {name: count for name, count in found.items() if count >= REQUESTS}
    assert of_requests == {}
