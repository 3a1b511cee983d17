"""docs/your-first-card.md, played: its commands run in order, the service beside them.

`make docs` writes down what they print now (`pages.py`).
"""

import io
import os
import re
import shlex
import signal
import subprocess
import sys
import tempfile
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager, redirect_stderr, redirect_stdout
from pathlib import Path
from unittest.mock import patch

from aggregator.cli.main import run
from tests.support.command import ended, lines_until, program
from tests.support.fenced import Block, blocks, rewritten
from tests.support.subjects import ROOT

PAGE = ROOT / "docs" / "your-first-card.md"
ADDRESS = "127.0.0.1:8484"
READY = "^C ends it."
TOLD = ("live:", "as it was before the mistake:")
"""What `dev` says of a card that was saved."""

_LOGGED = re.compile(r"\d{4}-\d\d-\d\d \d\d:")
_TIMES = re.compile(r"\b\d+ ms\b")


def text() -> str:
    return PAGE.read_text(encoding="utf-8")


def played(page: str) -> str:
    """The page with what its commands print, always the same times in it, and no log lines."""
    found = blocks(page)
    with ExitStack() as stack:
        stage = stack.enter_context(_Stage.set_up())
        printed = [stage.play(block, stack) for block in found]
        said = stage.ended_beside()
    after = [said if block.info == "text beside" else it
             for block, it in zip(found, printed, strict=True)]  # fmt: skip
    return rewritten(page, after.__getitem__)


class _Stage:
    """A folder of its own, `aggregator` on the path, and `dev` once it is begun."""

    def __init__(self) -> None:
        self.beside: subprocess.Popen[str] | None = None
        self.said: list[str] = []
        self.address = ADDRESS

    @classmethod
    @contextmanager
    def set_up(cls) -> "Iterator[_Stage]":
        before = Path.cwd()
        with tempfile.TemporaryDirectory(prefix="first-card-") as folder:
            command = Path(folder) / "bin" / "aggregator"
            command.parent.mkdir()
            command.write_text(f'#!/bin/sh\nexec "{sys.executable}" -m aggregator "$@"\n')
            command.chmod(0o755)
            home = Path(folder) / "here"
            home.mkdir()
            own = {name: it for name, it in os.environ.items() if "AGGREGATOR_" not in name}
            own["PATH"] = f"{command.parent}{os.pathsep}{own.get('PATH', '')}"
            with (
                patch.dict(os.environ, own, clear=True),
                patch.object(sys, "argv", [str(command)]),
            ):
                os.chdir(home)
                try:
                    yield cls()
                finally:
                    os.chdir(before)

    def play(self, block: Block, stack: ExitStack) -> str | None:
        """Do what a block says; what it then holds, None for as it is."""
        if block.language == "graphql" and block.flags:
            # Saved as editors save: whole, under its name. `dev` may else read it half written.
            saved = Path("saved")
            saved.write_text(block.text, encoding="utf-8")
            saved.replace(block.flags[0])
            self.said += self._until(*TOLD)
            return None
        if block.language != "console":
            return None
        commands = [line[2:] for line in block.text.splitlines() if line.startswith("$ ")]
        if "beside" in block.flags:
            return f"$ {commands[0]}\n{self._begin(commands[0], stack)}"
        after = "\n".join(f"$ {command}\n{self._output(command)}".rstrip() for command in commands)
        if any(" new card " in command for command in commands):
            self.said += self._until(*TOLD)
        return after

    def ended_beside(self) -> str:
        """End `dev`, and give what it said since it was ready."""
        assert self.beside is not None
        ended(self.beside, signal.SIGTERM)
        return "".join(self.said).replace(self.address, ADDRESS).strip()

    def _begin(self, command: str, stack: ExitStack) -> str:
        words = [*shlex.split(command)[1:], "--port", "0"]
        self.beside = stack.enter_context(program(*words, cwd=Path.cwd()))
        said = "".join(self._until(READY))
        found = re.search(r"127\.0\.0\.1:\d+", said)
        assert found is not None, said
        self.address = found[0]
        return said.replace(self.address, ADDRESS).strip()

    def _until(self, *words: str) -> list[str]:
        """Read what `dev` says, up to a line that holds one of the words."""
        assert self.beside is not None
        lines = lines_until(self.beside.stdout, *words)
        return [line for line in lines if not _LOGGED.match(line)]

    def _output(self, command: str) -> str:
        first, *words = shlex.split(command.replace(ADDRESS, self.address))
        if first == "cd":
            os.chdir(words[0])
            return ""
        if first == "cat":
            return Path(words[0]).read_text(encoding="utf-8")
        printed = io.StringIO()
        with redirect_stdout(printed), redirect_stderr(printed):
            run(words)
        said = printed.getvalue().replace(self.address, ADDRESS)
        return _TIMES.sub("12 ms", said)
