"""Whatever sources answer, Plain gets what it can read: every key, each card valid by itself."""

from pathlib import Path

from aggregator.demo.company import DemoCompany
from tests.support.any_answer import hold
from tests.support.any_source import any_sources

ALEX = "alex@grocery.co"


async def test_any_output_of_the_sources_is_answered_validly_and_a_broken_card_breaks_alone(
    company: DemoCompany, tmp_path: Path
) -> None:
    async with any_sources(company, tmp_path, ALEX) as sources:
        seen = await hold(sources, range(60), ALEX)
    assert seen.breaches == []
    assert (seen.answers, seen.broken) == (60, 60)
    assert seen.shown > 100
    assert seen.degraded > 100
