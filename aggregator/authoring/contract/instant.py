"""An event loop on which waiting takes no time: a system that hangs for an hour costs nothing.

Its clock moves on to whatever is due next as soon as nothing is left to do. For what waits for
nobody outside this process: no sockets, no threads.
"""

import asyncio
import selectors
from collections.abc import Callable, Coroutine
from typing import Any, TypeVar

Made = TypeVar("Made")


class NothingLeft(RuntimeError):
    """All wait, and nothing will ever happen: what was asked can have no answer."""


class _Instant(selectors.DefaultSelector):
    def __init__(self) -> None:
        super().__init__()
        self.now = 0.0

    def select(self, timeout: float | None = None) -> list[tuple[selectors.SelectorKey, int]]:
        events: Any = super().select(0)
        if events or timeout == 0:
            return list(events)
        if timeout is None:
            raise NothingLeft("all wait for what will never come")
        self.now += max(0.0, timeout)
        return []


class InstantLoop(asyncio.SelectorEventLoop):
    """The system's loop with a clock of its own."""

    def __init__(self) -> None:
        self._instant = _Instant()
        super().__init__(self._instant)

    def time(self) -> float:
        return self._instant.now


def run_at_once(work: Callable[[InstantLoop], Coroutine[Any, Any, Made]]) -> Made:
    """Run `work` to its end on a loop of its own. Not to be called where a loop is running."""
    loop = InstantLoop()
    with asyncio.Runner(loop_factory=lambda: loop) as runner:
        return runner.run(work(loop))
