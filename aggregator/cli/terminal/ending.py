"""How a command that started something ends: by a signal as by itself, with nothing left behind."""

import signal
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def left_by_signals() -> Iterator[None]:
    """Leave by SIGTERM, and where the terminal hangs up, as by the end: all that is open closes.

    Who started it so that a hang-up is ignored (nohup) keeps it.
    """

    def leave(_number: int, _frame: FrameType | None) -> None:
        sys.exit(0)

    numbers = [signal.SIGTERM]
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is not None and signal.getsignal(hangup) is not signal.SIG_IGN:
        numbers.append(hangup)
    before = {number: signal.signal(number, leave) for number in numbers}
    try:
        yield
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
