"""Sources that hang, again and again: nothing is left behind, and they are soon left alone."""

import asyncio
from pathlib import Path

import orjson

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS
from tests.support.hanging import PATIENCE, failed, grown, hang_repeatedly, until, wide


async def test_25_cards_that_hang_are_answered_at_the_soft_limit_and_leave_nothing(
    company: DemoCompany, tmp_path: Path
) -> None:
    before, *after = await hang_repeatedly(company, tmp_path, times=5, soft=0.3)
    assert grown(before, after) == []


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
                await until(lambda: made.breaker("billing") != "open")
        assert made.breaker("billing") == "closed"
