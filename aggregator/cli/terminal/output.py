"""Where output goes: to people in a terminal, or to another program.

In a terminal text is coloured and fits its width. Anywhere else nothing is wrapped, cropped or
coloured. What a command was asked for goes to stdout, what it says about itself to stderr.

Much of what is printed was written by others: an endpoint, a source, an author. Whatever would
steer the terminal or turn the direction of writing is printed as JSON escapes it.

rich takes longer to load than many a command to run: a line that is no terminal's needs none of it.
"""

import sys
from functools import cached_property
from typing import TYPE_CHECKING, TextIO

from aggregator.domain.text import escaped

if TYPE_CHECKING:
    from rich.console import Console, RenderableType

UNLIMITED = 1_000_000
"""Columns of what is no terminal."""


class Screen:
    """A stream that is written to: plain lines by themselves, everything else by rich."""

    def __init__(self, stream: TextIO) -> None:
        self._stream = stream
        self.is_terminal = stream.isatty()

    @cached_property
    def console(self) -> "Console":
        from aggregator.cli.terminal.console import console_of

        return console_of(self._stream, UNLIMITED)

    def say(self, text: str, style: str | None = None) -> None:
        if self.is_terminal:
            self.console.print(
                text, style=style, markup=False, highlight=False, soft_wrap=True, emoji=False
            )
        else:
            self._stream.write(f"{escaped(text)}\n")
            self._stream.flush()

    def print(self, drawn: "RenderableType", *, soft_wrap: bool = False) -> None:
        """Print what rich draws: a table, a card."""
        self.console.print(drawn, soft_wrap=soft_wrap)


def out() -> Screen:
    """Give the screen of results."""
    return Screen(sys.stdout)


def err() -> Screen:
    """Give the screen of progress and errors."""
    return Screen(sys.stderr)


def say(screen: Screen, text: str, style: str | None = None) -> None:
    """Print `text` as it is, in lines as long as they are: what is copied must stay whole."""
    screen.say(text, style)


def step(text: str) -> None:
    """Tell that something begins which takes a moment."""
    say(err(), text, "dim")
