"""Somebody's code, run for a short time only: in a thread of its own, which is stopped if need be.

What holds the interpreter itself (`10 ** 10**8`, a regular expression gone wild) cannot be stopped
from inside a process; nor is this a wall against malice. It keeps a loop that never ends from
holding up everybody.
"""

import ctypes
import threading
import time
from collections.abc import Callable
from typing import Generic, TypeVar

T = TypeVar("T")

LONGEST = 4
"""How many times its seconds code may take while a busy machine lets us compute less than half."""

TRIES = 5
TRY_SECONDS = 0.05
"""How often a thread is told to stop, and how long each time it may take to."""


class RanOut(Exception):
    """The time was over. `stopped`: the code was stopped; else it still runs."""

    def __init__(self, *, stopped: bool) -> None:
        super().__init__("the time was over")
        self.stopped = stopped


class _Stop(BaseException):
    """Raised in the midst of code whose time is over; no `except Exception` holds it."""


class _Run(Generic[T]):
    """One run. The lock makes sure that a thread that is done is not told to stop."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self.done = False
        self.value: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        try:
            try:
                self.value.append(self._work())
            except BaseException as error:  # noqa: BLE001 -- it is raised where the result is asked for
                self.error = error
            self._lock.acquire()
            self.done = True
            self._lock.release()
        except _Stop:  # it came when the work was already over
            self.done = True

    def stop(self, thread: threading.Thread) -> None:
        if not self._lock.acquire(timeout=TRY_SECONDS):
            return  # it was told already, at the moment it was done
        if not self.done and thread.ident is not None:
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread.ident), ctypes.py_object(_Stop)
            )
        self._lock.release()


def limited(work: Callable[[], T], seconds: float) -> T:
    """Do `work` in at most `seconds`; raises what it raises, and RanOut when the time is over.

    On a machine so busy that nothing is computed meanwhile, it may take longer: that is no fault of
    the code.
    """
    run = _Run(work)
    thread = threading.Thread(target=run.run, name="card", daemon=True)
    computed, began = time.process_time(), time.monotonic()
    thread.start()
    thread.join(seconds)
    while (
        thread.is_alive()
        and time.process_time() - computed < seconds / 2
        and time.monotonic() - began < LONGEST * seconds
    ):
        thread.join(seconds / 2)
    if thread.is_alive():
        for _ in range(TRIES):
            run.stop(thread)
            thread.join(TRY_SECONDS)
            if not thread.is_alive():
                break
        raise RanOut(stopped=not thread.is_alive())
    if run.error is not None:
        raise run.error
    return run.value[0]
