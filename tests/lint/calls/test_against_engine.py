"""The plan against the engine itself: random systems, random queries, everything at worst.

Every answer of these systems is as large as it may be and every key is a different one. Their
exchanges end one at a time, so that nothing meets in a batch by luck.
"""

import pytest

from tests.support.planned_world import draw, measure, run

SEEDS = range(60)


@pytest.mark.parametrize("seed", SEEDS)
async def test_every_key_is_planned_and_no_exchange_is_beyond_the_plan(seed: int) -> None:
    drawn = draw(seed)
    held = await measure(drawn)
    for loader, (exchanges, keys) in held.measured.items():
        assert exchanges <= held.planned[loader][0], loader
        assert keys <= held.planned[loader][1], loader
    if drawn.certain:
        keys_planned = {loader: keys for loader, (_, keys) in held.planned.items()}
        assert {loader: keys for loader, (_, keys) in held.measured.items()} == keys_planned


@pytest.mark.parametrize("seed", [seed for seed in SEEDS if draw(seed).certain])
async def test_where_no_batch_before_was_split_the_plan_is_exact(seed: int) -> None:
    held = await measure(draw(seed))
    exact = {loader: both for loader, both in held.planned.items() if loader not in held.split}
    assert {loader: held.measured[loader] for loader in exact} == exact


@pytest.mark.parametrize("seed", SEEDS)
async def test_the_depth_is_how_often_in_a_row_sources_are_waited_for(seed: int) -> None:
    drawn = draw(seed)
    await run(drawn.world, drawn.queries, together=True)
    opened = drawn.world.gate.opened
    assert opened == drawn.plan.depth if drawn.certain else opened <= drawn.plan.depth


def test_the_worlds_are_not_trivial() -> None:
    plans = [draw(seed).plan for seed in SEEDS]
    assert max(plan.depth for plan in plans) >= 6
    assert max(plan.exchanges for plan in plans) > 100
    assert sum(plan.lookups > 5 for plan in plans) > len(plans) / 3
