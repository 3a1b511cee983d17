"""The command line in a test: in this process, or as the program it is."""

import os
import signal
import subprocess
import sys
import threading
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

import pytest

from aggregator.cli.main import run

SECONDS = 120
"""After these a program that should have answered or ended never will."""


@dataclass(frozen=True)
class Done:
    """What a command did."""

    code: int
    out: str
    err: str


class Command:
    """Runs commands in this process, their output captured."""

    def __init__(self, capsys: pytest.CaptureFixture[str]) -> None:
        self._capsys = capsys

    def __call__(self, *arguments: str) -> Done:
        self._capsys.readouterr()
        code = run(arguments)
        captured = self._capsys.readouterr()
        return Done(code, captured.out, captured.err)


@contextmanager
def program(
    *arguments: str, cwd: Path, environ: Mapping[str, str] | None = None, lasting: bool = False
) -> Iterator[subprocess.Popen[str]]:
    """Start `aggregator` as a program of its own; leaving the block ends it.

    One that is `lasting` serves several tests, however long they take on a busy machine: a read of
    it is bounded by the limit of the test that reads.
    """
    ours = {name: value for name, value in os.environ.items() if not name.startswith("AGGREGATOR_")}
    process = subprocess.Popen(  # noqa: S603 this interpreter with our own program
        [sys.executable, "-W", "error", "-m", "aggregator", *arguments],
        cwd=cwd,
        env={**ours, **(environ or {})},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )
    with process, nullcontext() if lasting else killed_late(process):
        try:
            yield process
        finally:
            if process.poll() is None:
                process.kill()


@contextmanager
def killed_late(process: "subprocess.Popen[Any]") -> Iterator[None]:
    """After `SECONDS` the program is killed, so that no read of what it says waits for ever."""
    limit = threading.Timer(SECONDS, process.kill)
    limit.daemon = True
    limit.start()
    try:
        yield
    finally:
        limit.cancel()


def lines_until(stream: IO[str] | None, *words: str) -> list[str]:
    """Read a program's lines up to one that holds one of the words; it must come."""
    assert stream is not None
    lines = []
    for line in stream:
        lines.append(line)
        if any(word in line for word in words):
            return lines
    raise AssertionError(f"it ended without {words}: {''.join(lines)}")


def ended(process: subprocess.Popen[str], number: signal.Signals | None = None) -> Done:
    """Wait until the program has ended, by the signal if one is given."""
    if number is not None:
        process.send_signal(number)
    out, err = process.communicate(timeout=SECONDS)
    return Done(process.returncode, out, err)
