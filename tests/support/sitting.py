"""The sitting of docs/connect.md, played from top to bottom: its files written, its commands run.

A block that names a file is that file; one whose file is there already is added to it. A
`console` block is commands, each after a `$ `, with what each prints. Of the addresses on the page
each stands for one that a test has: `at`.
"""

import re
import shlex
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from tests.support.fenced import Block

Run = Callable[[Sequence[str]], str]
"""Runs `aggregator` with these words; gives what it printed."""

_DIFFERS = re.compile(r"\b\d+ (?=ms\b|lines$)", re.MULTILINE)
"""What a run takes, and how long a file is that grows with the product."""


@dataclass(frozen=True, slots=True)
class Printed:
    """A command of the page, what the page shows of it and what it printed, told alike."""

    command: str
    shown: str
    printed: str

    @property
    def agrees(self) -> bool:
        """Whether they say the same; a line `...` stands for any lines."""
        parts = [re.escape(each) for each in re.split(r"^\.\.\.\n", self.shown, flags=re.MULTILINE)]
        return re.fullmatch("(?:.*\n)*?".join(parts), self.printed) is not None


@dataclass(frozen=True, slots=True)
class Sitting:
    """Plays blocks, one after the other, in the folder where it is.

    at       the page's addresses -> those of this test
    run      runs a command of ours
    move     goes into a folder
    instead  the first word after a fence -> what is done in the place of such a block
    """

    at: Mapping[str, str]
    run: Run
    move: Callable[[str], None]
    instead: Mapping[str, Callable[[Block], None]]

    def play(self, block: Block) -> Iterator[Printed]:
        """Play one block, and yield what each of its commands printed."""
        if block.flags and block.flags[0] in self.instead:
            self.instead[block.flags[0]](block)
        elif block.flags:
            self._write(block)
        elif block.language == "console":
            for command, shown in commands(block):
                yield Printed(command, timeless(shown), timeless(self._told(self._do(command))))

    def here(self, text: str) -> str:
        """Give a text of the page with this test's addresses."""
        for page, real in self.at.items():
            text = text.replace(page, real)
        return text

    def _told(self, text: str) -> str:
        for page, real in self.at.items():
            text = text.replace(real, page)
        return text

    def _do(self, command: str) -> str:
        words = shlex.split(self.here(command))
        if words[0] == "aggregator":
            return self.run(words[1:])
        if words[0] == "cd":
            self.move(words[1])
            return ""
        (name, text, arrow, file) = words
        assert (name, arrow) == ("echo", ">"), command
        Path(file).write_text(f"{text}\n", encoding="utf-8")
        return ""

    def _write(self, block: Block) -> None:
        file = Path(block.flags[0])
        file.parent.mkdir(parents=True, exist_ok=True)
        before = file.read_text(encoding="utf-8") if file.exists() else ""
        more = self.here(block.text)
        file.write_text(f"{before}\n{more}" if before else more, encoding="utf-8")


def commands(block: Block) -> list[tuple[str, str]]:
    """Give each command of a block with what is shown beneath it."""
    found = re.split(r"^\$ (.*)\n", block.text, flags=re.MULTILINE)
    assert found[0] == "", f"a console block begins with a command: {block.text}"
    return list(zip(found[1::2], found[2::2], strict=True))


def timeless(text: str) -> str:
    return _DIFFERS.sub("N ", text)
