"""Sources that hang, again and again: nothing is left behind, and they are soon left alone."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from pathlib import Path

import orjson

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS, write_catalog
from tests.support.fault_matrix import Scenery, scenery
from tests.support.product import Card

PATIENCE = 30.0
"""Seconds after which what has not happened never will."""


@asynccontextmanager
async def wide(company: DemoCompany, home: Path, **limits: object) -> AsyncIterator[Scenery]:
    """25 cards, and no copies of them for when a source fails."""
    cards = write_catalog(home / "cards")
    async with scenery(company, home, {"copies": {"seconds": 0}, **limits}, cards=cards) as made:
        yield made


async def until(condition: Callable[[], bool]) -> None:
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


def files() -> int:
    """How many files and sockets this process has open."""
    return len(list(Path("/dev/fd").iterdir()))


def failed(cards: Mapping[str, Card]) -> set[str]:
    return {key for key, card in cards.items() if b"did not answer" in orjson.dumps(card)}


async def test_25_cards_that_hang_are_answered_at_the_soft_limit_and_leave_nothing(
    company: DemoCompany, tmp_path: Path
) -> None:
    # An attempt outlasts the whole test: only the soft limit can end a card.
    never = {"failures": 10**6, "calls": 10**6}
    async with wide(company, tmp_path, soft=0.3, attempt=60.0, breaker=never) as made:
        await made.ask(KEYS)
        for place in ("billing", "crm", "helpdesk", "product"):
            made.strike("hang", place)
        seen = []
        for _ in range(5):
            async with asyncio.timeout(PATIENCE):
                assert failed(await made.ask(KEYS)) == set(KEYS)
            await until(lambda: not any(here.meeting for here in made.proxies.values()))
            seen.append((len(asyncio.all_tasks()), files()))
        for name, here in made.proxies.items():
            assert here.struck >= 5, name
        # Fewer are no wonder: idle connections end by themselves.
        assert max(tasks for tasks, _ in seen) == seen[0][0], seen
        assert max(opened for _, opened in seen) == seen[0][1], seen


async def test_a_source_that_hangs_is_asked_a_few_times_however_many_requests_come(
    company: DemoCompany, tmp_path: Path
) -> None:
    breaker = {"failures": 5, "open": 60, "open_max": 60}
    async with wide(company, tmp_path, attempt=0.5, breaker=breaker) as made:
        proxy = made.strike("hang", "billing")
        first = failed(await made.ask(KEYS))
        await made.ask(KEYS)
        assert proxy.struck <= 8  # two lookups, each asked twice by two requests
        assert made.breaker("billing") == "open"
        met = proxy.struck
        for _ in range(20):
            assert failed(await made.ask(KEYS)) == first
        assert proxy.struck == met
        assert [made.breaker(name) for name in ("crm", "helpdesk", "product")] == ["closed"] * 3


async def test_it_is_asked_again_by_one_call_at_a_time_until_it_is_well_and_then_by_all(
    company: DemoCompany, tmp_path: Path
) -> None:
    breaker = {"failures": 4, "open": 0.5, "open_max": 0.5}
    async with wide(company, tmp_path, attempt=0.5, breaker=breaker) as made:
        well = await made.ask(KEYS)
        proxy = made.strike("hang", "billing")
        await made.ask(KEYS)
        assert made.breaker("billing") != "closed"
        for _ in range(3):
            await until(lambda: made.breaker("billing") == "half-open")
            met = proxy.struck
            await asyncio.gather(*(made.ask(KEYS) for _ in range(3)))
            # While the answers are made its open time may pass once more, and no more than that.
            assert 1 <= proxy.struck - met <= 2
        proxy.fault = None
        async with asyncio.timeout(PATIENCE):
            while orjson.dumps(await made.ask(KEYS)) != orjson.dumps(well):
                pass
        assert made.breaker("billing") == "closed"
