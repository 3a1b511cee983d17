"""Types of one's own change while cards are asked for: no request fails, none shows what is not."""

import asyncio
import tempfile
from pathlib import Path

from tests.support.changing_types import STEPS, change_under_load
from tests.support.subjects import Soaked

ROUNDS, PER_SECOND, SECONDS = 10, 20, 1.0


def run() -> Soaked:
    """Add, rename, retype, remove a field and bring it back, again and again, under load."""
    with tempfile.TemporaryDirectory() as home:
        seen = asyncio.run(change_under_load(Path(home), ROUNDS, PER_SECOND, SECONDS))
    counts: list[tuple[str, object]] = [
        ("changes: " + ", ".join(step for step, _, _ in STEPS), seen["changes"]),
        ("requests, 20 a second", seen["requests"]),
        ("cards shown whole", seen["whole"]),
        ("cards named as broken, without rows", seen["broken"]),
        ("requests that failed", seen["failed"]),
        ("cards that say what is not", seen["false"]),
        ("changes that the cards did not follow", seen["not followed"]),
    ]
    wrong = [f"{seen[what]} {what}" for what in ("failed", "false", "not followed") if seen[what]]
    return Soaked("Types that change while they are served", counts, wrong)
