"""Random logs of the directory, each played with a merge that is taken back and without it."""

import asyncio

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st

from aggregator.directory.directory import Directory
from tests.support.directory_logs import LOGS, Op, Played, replayed
from tests.support.memory_store import MemoryStore
from tests.support.subjects import Soaked, say

LOGS_PLAYED = 10_000
FRESH = 250
"""Logs in one database."""


class _Played:
    """How many were played, in how many the merge was there to be taken back, what is wrong."""

    def __init__(self) -> None:
        self.logs = self.taken = 0
        self.failures: list[str] = []

    def some(self, loop: asyncio.AbstractEventLoop, store: MemoryStore) -> None:
        """Play some in one database."""

        @settings(
            max_examples=FRESH,
            deadline=None,
            database=None,
            phases=[Phase.generate],
            suppress_health_check=list(HealthCheck),
        )
        @given(log=LOGS, at=st.integers(0, 15))
        def play(log: list[Op], at: int) -> None:
            self.logs += 1
            directory = Directory(store)
            first, second = (Played(directory, store, f"w{self.logs}{side}") for side in "ab")
            try:
                self.taken += loop.run_until_complete(replayed(first, second, log, at))
            except AssertionError as error:
                self.failures.append(f"a merge at {at} of {log}: {error}")

        play()


def run() -> Soaked:
    """Play them all."""
    played, loop = _Played(), asyncio.new_event_loop()
    try:
        for _ in range(0, LOGS_PLAYED, FRESH):
            store = MemoryStore()
            loop.run_until_complete(store.create())
            played.some(loop, store)
            loop.run_until_complete(store.close())
            say(f"{played.logs} of {LOGS_PLAYED} logs played, {len(played.failures)} wrong")
    finally:
        loop.close()
    counts: list[tuple[str, object]] = [
        ("logs played twice", played.logs),
        ("of them whose merge was taken back, and all compared", played.taken),
    ]
    return Soaked("Unmerging is the log without the merge", counts, played.failures)
