"""An event loop on which computing takes no time: however busy the machine, nobody is late.

Its clock stands still while anything may still happen, and moves on to what is due next when
nothing can: nothing is ready to be read, and no other thread of this process has something to do.
So a deadline passes only for what would never have come, and at once.

Time is told by the loop alone, so code under test must ask for it there: `loop_time` is the clock
to hand in. A process beside this one is not seen, nor a thread that sleeps and will wake by itself:
a test that waits for such is marked `real_time`.
"""

import asyncio
import selectors
import threading
from collections.abc import Mapping
from pathlib import Path
from typing import Any

QUIET = 0.001
"""Seconds of nothing at all after which the clock moves on."""

UNSEEN = 0.2
"""The same where the system does not tell what a thread does."""

_TASKS = Path("/proc/self/task")
_IS_TOLD = _TASKS.exists()
_ASLEEP = frozenset(b"SIZ")
"""Not running, not about to, not waiting for a disk."""

Threads = Mapping[str, bytes]
"""A thread's id -> how long and how often it ran."""


def loop_time() -> float:
    """The clock of the running loop."""
    return asyncio.get_running_loop().time()


class StillLoop(asyncio.SelectorEventLoop):
    """The system's loop, its time told by `Stillness`."""

    def __init__(self) -> None:
        self._still = Stillness()
        super().__init__(self._still)

    def time(self) -> float:
        return self._still.now


class Stillness(selectors.DefaultSelector):
    """Selects like the system's; where nothing comes, `now` moves by what was waited for."""

    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        if timeout is None or timeout <= 0:
            return self._events(timeout)
        while True:
            before = asleep()
            events = self._events(QUIET if _IS_TOLD else UNSEEN)
            if events:
                return events
            if before is not None and asleep() == before:
                self.now += timeout
                return []

    def _events(self, timeout: float | None) -> list[tuple[selectors.SelectorKey, int]]:
        found: Any = super().select(timeout)
        return list(found)


def asleep() -> Threads | None:
    """What the other threads did so far; None while one of them has something to do.

    Where the system does not say, nothing.
    """
    own = str(threading.get_native_id())
    threads: dict[str, bytes] = {}
    try:
        for task in _TASKS.iterdir():
            if task.name == own:
                continue
            if _state(task) not in _ASLEEP:
                return None
            threads[task.name] = (task / "schedstat").read_bytes()
    except (FileNotFoundError, ProcessLookupError):
        return None if _IS_TOLD else {}  # a thread that ended just now
    return threads


def _state(task: Path) -> int:
    """The letter after the name, which may hold anything."""
    return (task / "stat").read_bytes().rpartition(b") ")[2][0]
