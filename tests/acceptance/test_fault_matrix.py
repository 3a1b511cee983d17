"""Each fault at each source, on the wire: every key answered, nothing spreads, nothing leaks."""

import asyncio
import tracemalloc
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from tests.support.fault_matrix import (
    CELLS,
    LARGE,
    PLACES,
    SILENT,
    Well,
    diagnostics,
    scenery,
    without_faults,
)
from tests.support.fault_proxy import MEGABYTE
from tests.support.still_loop import StillLoop

SHORT = {"attempt": 0.4}
"""For what ends only when we give up; the rest ends by itself, however slow the machine is."""


@pytest.fixture(scope="module")
def home(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """One directory of customers for all."""
    return tmp_path_factory.mktemp("faults")


@pytest.fixture(scope="module")
def well(shared_company: DemoCompany, home: Path) -> Well:
    with asyncio.Runner(loop_factory=StillLoop) as runner:
        return runner.run(without_faults(shared_company, home))


def test_each_source_has_cards_of_its_own_and_none_has_all(well: Well) -> None:
    for source, _ in PLACES.values():
        assert 0 < len(well.of(source)) < len(well.cards), source


@pytest.mark.parametrize(("fault", "place"), CELLS, ids=lambda value: value.replace(" ", "-"))
async def test_a_fault_degrades_the_cards_of_its_source_and_no_byte_else(
    company: DemoCompany, home: Path, well: Well, fault: str, place: str
) -> None:
    limits = SHORT if fault in SILENT or fault == "TLS stall" else {}
    async with scenery(company, home, limits, fault=fault, place=place, seeded=False) as made:
        assert await diagnostics(made, well, fault, place) == []


@pytest.mark.parametrize("fault", LARGE)
async def test_what_is_large_takes_no_memory(
    company: DemoCompany, home: Path, well: Well, fault: str
) -> None:
    asked_for_ever = {"breaker": {"failures": 1_000}}
    async with scenery(company, home, asked_for_ever, fault=fault, seeded=False) as made:
        await made.ask()
        proxy = made.proxies["billing"]
        tracemalloc.start()
        try:
            peaks = []
            for _ in range(3):
                struck = proxy.struck
                before = tracemalloc.get_traced_memory()[0]
                tracemalloc.reset_peak()
                await made.ask()
                peaks.append(tracemalloc.get_traced_memory()[1] - before)
                assert proxy.struck > struck, "it was not sent again"
        finally:
            tracemalloc.stop()
    # Each of billing's two calls is sent 50 MB; what has no length told is read up to 5 MB.
    maximum = 13 * MEGABYTE if fault == "50 MB" else 3 * MEGABYTE
    assert max(peaks) < maximum
