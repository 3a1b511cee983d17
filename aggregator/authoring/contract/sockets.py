"""Calls that leave this process past the client: seen by the interpreter's own audit.

Whatever opens a socket or starts a program is refused while it is watched, and counted.
"""

import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

_WATCHED = {
    "socket.connect": "a connection",
    "socket.getaddrinfo": "a look-up of a host name",
    "socket.sendto": "a datagram",
    "socket.bind": "a listening socket",
    "subprocess.Popen": "a program",
    "os.system": "a program",
}


class LeftProcess(PermissionError):
    """Something was about to leave this process."""


class _Watch:
    """The hook: it stays for as long as the interpreter does, and acts only while `seen` is."""

    def __init__(self) -> None:
        self.seen: list[str] | None = None
        self.thread = 0
        self.there = False

    def __call__(self, event: str, _details: tuple[Any, ...]) -> None:
        if self.seen is None or event not in _WATCHED or threading.get_ident() != self.thread:
            return
        self.seen.append(_WATCHED[event])
        raise LeftProcess(f"{_WATCHED[event]} was opened past the client")


_watch = _Watch()


@contextmanager
def nothing_leaves() -> Iterator[list[str]]:
    """Refuse what would leave this process from this thread; what was tried is in what is given."""
    if not _watch.there:
        sys.addaudithook(_watch)
        _watch.there = True
    seen: list[str] = []
    _watch.seen, _watch.thread = seen, threading.get_ident()
    try:
        yield seen
    finally:
        _watch.seen = None
