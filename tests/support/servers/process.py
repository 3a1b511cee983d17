"""A server in a process of its own, which ends with the test session even when that is killed."""

import contextlib
import ctypes
import os
import signal
import socket
import subprocess
import sys
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator, Mapping, Sequence
from pathlib import Path

START = 120
"""Seconds after which a server that has not begun to answer never will."""
_DIES_WITH_PARENT = 1
"""PR_SET_PDEATHSIG of prctl(2)."""

Command = Callable[[int], Sequence[str]]
"""Gives the command that serves on the listening socket of that number."""


@contextlib.contextmanager
def serving(
    command: Command,
    log: Path,
    ready: str,
    environ: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    seconds: float = START,
) -> Iterator[str]:
    """Run a server and give its address, "http://127.0.0.1:PORT", once it answers `ready`.

    The server takes over a socket that listens already: no port is guessed, and what is asked too
    early waits in its queue. `log` gets what it prints; it runs beside that, or in `cwd`. To be
    called in the main thread: the system ends the server when the thread that started it ends.
    """
    with socket.create_server(("127.0.0.1", 0), backlog=256) as listening:
        number, port = listening.fileno(), listening.getsockname()[1]
        words = [sys.executable, "-IS", __file__, str(os.getpid()), *command(number)]
        with log.open("wb") as printed:
            process = subprocess.Popen(  # noqa: S603 a locked package with our own words
                words,
                stdin=subprocess.DEVNULL,
                stdout=printed,
                stderr=printed,
                pass_fds=[number],
                cwd=cwd or log.parent,
                env={**os.environ, **(environ or {})},
            )
    url = f"http://127.0.0.1:{port}"
    try:
        _await_answer(url + ready, process, log, seconds)
        yield url
    finally:
        process.terminate()
        try:
            process.wait(10)
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()


def _await_answer(url: str, process: "subprocess.Popen[bytes]", log: Path, seconds: float) -> None:
    """Wait for the first answer, of whatever kind; a server that ended closed the socket."""
    try:
        urllib.request.urlopen(url, timeout=seconds).close()  # noqa: S310 our own http address
    except urllib.error.HTTPError as answered:
        answered.close()
    except OSError as error:
        words = f"{error}, exit code {process.poll()}:\n{log.read_text(errors='replace')[-4000:]}"
        raise AssertionError(f"{log.stem} did not start: {words}") from None


def _become(parent: int, command: list[str]) -> None:
    """Turn this process into `command`, which the system kills when its parent ends."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(_DIES_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it ended before
            sys.exit(1)
    os.execvp(command[0], command)  # noqa: S606 our own words


if __name__ == "__main__":
    _become(int(sys.argv[1]), sys.argv[2:])
