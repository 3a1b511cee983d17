"""Random logs of the directory, each played with a merge that is taken back and without it."""

import asyncio
import itertools

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aggregator.directory.directory import Directory
from tests.support.directory_logs import LOGS, Op, Played, replayed
from tests.support.memory_store import MemoryStore
from tests.support.subjects import Soaked

LOGS_PLAYED = 1_000
FRESH = 250
"""Logs in one database."""


def run() -> Soaked:
    """Play them all, and count in which the merge was there to be taken back."""
    workspaces = itertools.count()
    taken = 0
    failures: list[str] = []
    loop = asyncio.new_event_loop()
    try:
        for start in range(0, LOGS_PLAYED, FRESH):
            store = MemoryStore()
            loop.run_until_complete(store.create())

            @settings(
                max_examples=min(FRESH, LOGS_PLAYED - start),
                deadline=None,
                database=None,
                phases=[Phase.generate],
                suppress_health_check=list(HealthCheck),
            )
            @given(log=LOGS, at=st.integers(0, 15))
            def play(log: list[Op], at: int, store: MemoryStore = store) -> None:
                nonlocal taken
                number = next(workspaces)
                both = [Played(Directory(store), store, f"w{number}{side}") for side in "ab"]
                taken += loop.run_until_complete(replayed(both[0], both[1], log, at))

            try:
                play()
            except AssertionError as error:
                failures.append(f"a log after {start}: {error}")
            finally:
                loop.run_until_complete(store.close())
    finally:
        loop.close()
    counts: list[tuple[str, object]] = [
        ("logs played twice", next(workspaces)),
        ("of them whose merge was taken back and compared", taken),
    ]
    return Soaked("Unmerging is the log without the merge", counts, failures)
