"""A pool of ten, twenty workers that cancel at random: afterwards the source is as it was."""

import asyncio
from collections.abc import Callable

import uvloop

from tests.support.cancelling import PLAIN_CALLS, POOL, WORKERS, Cancelled, cancel_at_random
from tests.support.subjects import Soaked

ROUNDS = 2_000
LOOPS: dict[str, Callable[[], asyncio.AbstractEventLoop]] = {
    "asyncio": asyncio.new_event_loop,
    "uvloop": uvloop.new_event_loop,
}


def run() -> Soaked:
    """Cancel on both event loops, then make plain calls."""
    counts: list[tuple[str, object]] = [("places in the pool", POOL), ("workers", WORKERS)]
    failures: list[str] = []
    for name, loop in LOOPS.items():
        seen = _soak(loop)
        counts += [
            (f"{name}: calls made while cancelling", seen.made),
            (f"{name}: plain calls afterwards", PLAIN_CALLS),
            (f"{name}: of them answered", seen.answered),
        ]
        if not 0 < seen.cancelled < seen.made:
            failures.append(f"{name}: {seen.cancelled} calls were cancelled, which proves nothing")
        if seen.answered != PLAIN_CALLS:
            failures.append(f"{name}: {seen.answered} of {PLAIN_CALLS} plain calls were answered")
    return Soaked("Calls cancelled at random leave the pool whole", counts, failures)


def _soak(loop: Callable[[], asyncio.AbstractEventLoop]) -> Cancelled:
    with asyncio.Runner(loop_factory=loop) as runner:
        return runner.run(cancel_at_random(rounds=ROUNDS))
