"""The static call plan against the engine: random systems and queries, everything at worst."""

import asyncio

from tests.support.planned_world import Held, draw, measure
from tests.support.planned_world import run as execute
from tests.support.subjects import Soaked

SEEDS = 1_500


def _hold_all() -> tuple[list[Held], list[str]]:
    held: list[Held] = []
    failures: list[str] = []
    for seed in range(SEEDS):
        drawn = draw(seed)
        now = asyncio.run(measure(drawn))
        held.append(now)
        for loader, (exchanges, keys) in now.measured.items():
            planned = now.planned.get(loader, (0, 0))
            over = exchanges > planned[0] or keys > planned[1]
            exact = drawn.certain and loader not in now.split
            if over or (exact and (exchanges, keys) != planned):
                failures.append(f"world {seed}: {loader} took {exchanges, keys}, planned {planned}")
        if drawn.certain and now.measured.keys() != now.planned.keys():
            failures.append(f"world {seed}: not everything planned was asked")
        again = draw(seed)
        asyncio.run(execute(again.world, again.queries, together=True))
        opened, depth = again.world.gate.opened, again.plan.depth
        if opened > depth or (again.certain and opened < depth):
            failures.append(f"world {seed}: waited {opened} times in a row, planned {depth}")
    return held, failures


def run() -> Soaked:
    held, failures = _hold_all()
    loaders = [(name, each) for each in held for name in each.measured]
    counts: list[tuple[str, object]] = [
        ("invented companies with their queries", SEEDS),
        ("lookups measured", len(loaders)),
        ("exchanges measured", sum(each.measured[name][0] for name, each in loaders)),
        ("exchanges planned", sum(each.planned[name][0] for name, each in loaders)),
        ("keys measured", sum(each.measured[name][1] for name, each in loaders)),
        ("plans that were exceeded, or not exact where they must be", len(failures)),
    ]
    return Soaked("What cards ask at worst, planned and measured", counts, failures[:20])
