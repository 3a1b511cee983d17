"""Somebody's code, run for a short time only: in a thread of its own, which is stopped if need be.

What holds the interpreter itself (`10 ** 10**8`, a regular expression gone wild) cannot be stopped
from inside a process; nor is this a wall against malice. It keeps a loop that never ends from
holding up everybody.
"""

import ctypes
import functools
import os
import sys
import threading
import time
from collections.abc import Callable
from contextlib import suppress
from queue import SimpleQueue
from typing import Any, Generic, TypeVar

T = TypeVar("T")

LONGEST = 4
"""How many times its seconds code may take while a busy machine lets it compute less than half."""

TRIES = 5
TRY_SECONDS = 0.05
"""How often code is told to stop, and how long each time it may take to."""


class Raised(Exception):
    """The code raised `error`: whatever it is, it is no exception of who waits for it."""

    def __init__(self, error: BaseException) -> None:
        super().__init__(type(error).__name__)
        self.error = error


class RanOut(Exception):
    """The time was over. `stopped`: the code was stopped; else it still runs.

    computed  seconds that the code itself had the processor, as far as it is known
    """

    def __init__(self, *, stopped: bool, computed: float = 0.0) -> None:
        super().__init__("the time was over")
        self.stopped = stopped
        self.computed = computed


class _Stop(BaseException):
    """Raised in the midst of code whose time is over; no `except Exception` holds it."""


@functools.cache
def _hush_stops() -> None:
    """Keep Python from reporting a stop that met a finaliser: it is ignored, and told anew."""
    report = sys.unraisablehook

    def unless_a_stop(ignored: Any) -> None:
        if ignored.exc_type is not _Stop:
            report(ignored)

    sys.unraisablehook = unless_a_stop


class _Run(Generic[T]):
    """One run. The lock makes sure that only what is not done is told to stop."""

    def __init__(self, work: Callable[[], T]) -> None:
        self._work = work
        self._lock = threading.Lock()
        self._over = threading.Lock()
        self._over.acquire()
        self.done = False
        self.told = False
        self._clock: int | None = None
        self._began = 0.0
        self.computed = 0.0
        self.value: list[T] = []
        self.error: BaseException | None = None

    def run(self) -> None:
        began = self._began = time.thread_time()
        self._clock = _clock_of_this_thread()
        try:
            try:
                self.value.append(self._work())
            except BaseException as error:  # noqa: BLE001 -- it is told where the result is asked for
                self.error = error
            self.computed = time.thread_time() - began
            self._lock.acquire()
            self.done = True
            self._lock.release()
        except _Stop:  # it came when the work was already over, perhaps before that was noted
            self.computed = time.thread_time() - began
            self.done = True
        self._over.release()

    def wait(self, seconds: float) -> bool:
        """Wait until it is done, so long at most; tells whether it is."""
        return self.done or self._over.acquire(timeout=seconds)

    def computing(self) -> float | None:
        """Seconds that it had the processor so far; None where the system does not tell."""
        if self._clock is None:
            return 0.0 if _TELLS else None
        return time.clock_gettime(self._clock) - self._began

    def stop(self, thread: int) -> None:
        if not self._lock.acquire(timeout=TRY_SECONDS):
            return  # it was told already, at the moment it was done
        if not self.done:
            self.told = True
            ctypes.pythonapi.PyThreadState_SetAsyncExc(
                ctypes.c_ulong(thread), ctypes.py_object(_Stop)
            )
        self._lock.release()


_TELLS = hasattr(time, "pthread_getcpuclockid")
"""Whether the system tells how long another thread had the processor: macOS does not."""


def _clock_of_this_thread() -> int | None:
    return time.pthread_getcpuclockid(threading.get_ident()) if _TELLS else None


class _Worker:
    """A thread that does one run after another, for as long as none has to be stopped."""

    def __init__(self) -> None:
        _hush_stops()
        self.runs: SimpleQueue[_Run[Any]] = SimpleQueue()
        self._thread = threading.Thread(target=self._work, name="card", daemon=True)
        self._thread.start()

    @property
    def ident(self) -> int:
        return self._thread.ident or 0

    def _work(self) -> None:
        with suppress(_Stop):
            while True:
                run = self.runs.get()
                run.run()
                if run.told:
                    return
                del run  # it holds a customer's data


_idle: list[_Worker] = []
"""Threads that wait for work: starting one takes longer than most cards do."""

os.register_at_fork(after_in_child=_idle.clear)


def limited(work: Callable[[], T], seconds: float) -> T:
    """Do `work` in at most `seconds`; Raised when it raises, RanOut when the time is over.

    On a machine so busy that it computes little meanwhile, it may take longer: that is no fault of
    the code.
    """
    try:
        worker = _idle.pop()
    except IndexError:
        worker = _Worker()
    run = _Run(work)
    began, process_began = time.monotonic(), time.process_time()
    worker.runs.put(run)
    done = run.wait(seconds)
    while not done and time.monotonic() - began < LONGEST * seconds:
        computed = run.computing()
        if computed is None:
            computed = time.process_time() - process_began
        if computed >= seconds / 2:
            break
        done = run.wait(seconds / 2)
    if not done:
        stopped = _stopped(run, worker.ident)
        raise RanOut(stopped=stopped, computed=run.computed)
    _idle.append(worker)
    if run.computed > LONGEST * seconds:
        # It held the interpreter, so that nobody could tell it to stop.
        raise RanOut(stopped=True, computed=run.computed)
    if run.error is not None:
        raise Raised(run.error)
    return run.value[0]


def _stopped(run: _Run[Any], thread: int) -> bool:
    """Tell a run to stop until it does; its thread ends with it."""
    for _ in range(TRIES):
        run.stop(thread)
        if run.wait(TRY_SECONDS):
            return True
    return False
