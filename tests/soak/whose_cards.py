"""Towns at random: who is shown to whom, and when "nothing" is said."""

import tempfile
from collections import Counter
from pathlib import Path

from tests.support.still_loop import StillLoop
from tests.support.subjects import Soaked, say
from tests.support.whose.play import play_towns

TOWNS = 1_000
"""Half a second each: eight minutes."""
FRESH = 50
"""Towns in one directory."""


def run() -> Soaked:
    """Play them all, each with both engines."""
    counts: Counter[str] = Counter()
    wrong: list[str] = []
    loop = StillLoop()
    try:
        for first in range(0, TOWNS, FRESH):
            with tempfile.TemporaryDirectory() as home:
                seeds = range(first, first + FRESH)
                wrong += loop.run_until_complete(play_towns(Path(home), seeds, counts, rounds=4))
            say(f"{seeds.stop} of {TOWNS} towns played, {len(wrong)} wrong")
    finally:
        loop.run_until_complete(loop.shutdown_default_executor())
        loop.close()
    told: list[tuple[str, object]] = [("towns, each played with both engines", TOWNS)]
    told += sorted(counts.items())
    return Soaked(
        "Nobody is shown to another, nothing is said for want of knowing", told, wrong[:20]
    )
