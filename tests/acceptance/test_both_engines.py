"""The demo's cards over whatever its sources answer: a plan's bytes are the GraphQL engine's."""

import random
from pathlib import Path
from typing import Literal

from aggregator.demo.company import DemoCompany
from tests.support.any_source import Mutate, Place, Reply, any_sources, mutated

ALEX = "alex@grocery.co"
ENGINES: tuple[Literal["plan", "graphql"], ...] = ("plan", "graphql")


def faults(seed: int, share: float) -> Mutate:
    """Mutate replies, each place by a chance of its own: whatever the order of calls."""
    chance: dict[Place, random.Random] = {}

    def mutate(place: Place, body: bytes) -> Reply:
        at = chance.setdefault(place, random.Random(f"{seed} {place}"))  # noqa: S311 -- repeatable
        return (500, b"") if share and at.random() < 0.1 else (200, mutated(body, at, share))

    return mutate


async def test_whatever_sources_answer_both_engines_write_the_same(
    company: DemoCompany, tmp_path: Path
) -> None:
    async with any_sources(company, tmp_path, ALEX) as sources:
        workspace = sources.service.snapshot.workspace
        cards = sorted(workspace.catalog.cards)
        assert not [key for key in cards if isinstance(workspace.catalog.cards[key].plan, str)]
        differ, degraded = [], 0
        for seed in range(40):
            share = (0.0, 0.02, 0.2)[seed % 3]
            bodies = []
            for engine in ENGINES:
                sources.mutate = faults(seed, share)
                sources.executed_by(engine)
                bodies.append((await sources.product.answer(cards, email=ALEX)).body)
            differ += [seed] if bodies[0] != bodies[1] else []
            degraded += b"could not be read" in bodies[0] or b"did not answer" in bodies[0]
        assert differ == []
        assert degraded >= 15
