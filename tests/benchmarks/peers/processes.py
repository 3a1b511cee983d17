"""The servers that are measured, as processes of their own, each on one core; what they use."""

import contextlib
import json
import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.subjects import ROOT

_TICKS = os.sysconf("SC_CLK_TCK")
_PATIENCE = 60.0


@dataclass(frozen=True, slots=True)
class Cores:
    """Which core serves, and which one asks and is asked; None where there is only one."""

    serving: int | None
    other: int | None

    @classmethod
    def of_this_machine(cls) -> "Cores":
        cores = sorted(os.sched_getaffinity(0))
        return cls(cores[0], cores[-1]) if len(cores) > 1 else cls(None, None)


@dataclass(frozen=True, slots=True)
class Running:
    """A started server."""

    pid: int
    port: int

    def cpu(self) -> float:
        """Seconds of processor time since its start, all its threads, user and system."""
        fields = Path(f"/proc/{self.pid}/stat").read_text().rpartition(")")[2].split()
        return (int(fields[11]) + int(fields[12])) / _TICKS

    def memory(self) -> float:
        """Megabytes that are resident."""
        for line in Path(f"/proc/{self.pid}/status").read_text().splitlines():
            if line.startswith("VmRSS:"):
                return int(line.split()[1]) / 1024
        return 0.0


def free_port() -> int:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port: int = taken.getsockname()[1]
        return port


def pin(pid: int, core: int | None) -> None:
    if core is not None:
        os.sched_setaffinity(pid, {core})


@contextlib.contextmanager
def server(
    command: Sequence[str],
    port: int,
    log: Path,
    core: int | None,
    more: Mapping[str, str],
    root: Path,
) -> Iterator[Running]:
    """Start `command` in `root`, wait until its port is open, and stop it."""
    with log.open("w") as told:
        process = subprocess.Popen(  # noqa: S603 our own modules
            command, stdout=told, stderr=told, cwd=root, env={**os.environ, **more}
        )
        try:
            _until_open(process, port, log)
            for thread in Path(f"/proc/{process.pid}/task").iterdir():
                pin(int(thread.name), core)
            yield Running(process.pid, port)
        finally:
            stop(process)


def _until_open(process: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    until = time.monotonic() + _PATIENCE
    while time.monotonic() < until:
        if process.poll() is not None:
            break
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port), 1):
            return
        time.sleep(0.05)
    raise AssertionError(f"{process.args!r} did not start: {log.read_text()[-2000:]}")


def stop(process: "subprocess.Popen[bytes] | subprocess.Popen[str]") -> None:
    process.terminate()
    try:
        process.wait(10)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


@contextlib.contextmanager
def prebuilt_sources(day: str, core: int | None) -> Iterator[dict[str, str]]:
    """Start the four sources; gives their addresses by name."""
    command = [sys.executable, "-m", "tests.benchmarks.peers.prebuilt", day]
    process = subprocess.Popen(  # noqa: S603 our own module
        command, stdout=subprocess.PIPE, text=True, cwd=ROOT
    )
    try:
        pin(process.pid, core)
        if process.stdout is None:
            raise AssertionError("it has no output")
        urls: dict[str, str] = json.loads(process.stdout.readline())
        yield urls
    finally:
        stop(process)
