"""However wrongly a system answers: nobody is shown a record of somebody else."""

import pytest

from tests.support.mutant_sources import ALIASES, LISTS, PAGES, show

MUTANTS = [*LISTS, *ALIASES, *PAGES]
LOOKUPS = 160
"""Of each of them: 2,080 in all. `make soak ARGS=mutant_sources` asks 100,000 times."""


@pytest.mark.parametrize("mutant", MUTANTS)
async def test_no_record_of_another_is_shown_and_nothing_is_none_that_is_there(mutant: str) -> None:
    shown = await show(mutant, LOOKUPS, seed=1)
    assert shown.lookups >= LOOKUPS
    assert (shown.foreign, shown.silent) == (0, 0)


NEVER_SHOWN = {"keys of another kind", "keys that are null", "the neighbour's alias"}


@pytest.mark.parametrize("mutant", [each for each in MUTANTS if each not in NEVER_SHOWN])
async def test_what_is_right_in_a_wrong_answer_is_shown(mutant: str) -> None:
    assert (await show(mutant, LOOKUPS, seed=3)).records > 5


async def test_an_ignored_filter_fails_more_often_than_not() -> None:
    shown = await show("an ignored filter", LOOKUPS, seed=1)
    assert shown.failed > LOOKUPS / 2
