"""Where output goes: to people in a terminal, or to another program.

In a terminal text is coloured and fits its width. Anywhere else nothing is wrapped, cropped or
coloured. What a command was asked for goes to stdout, what it says about itself to stderr.
"""

import sys
from typing import TextIO

from rich.console import Console

UNLIMITED = 1_000_000
"""Columns of what is no terminal."""


def out() -> Console:
    """Give the console of results."""
    return _console(sys.stdout)


def err() -> Console:
    """Give the console of progress and errors."""
    return _console(sys.stderr)


def say(console: Console, text: str, style: str | None = None) -> None:
    """Print `text` as it is, in lines as long as they are: what is copied must stay whole."""
    console.print(text, style=style, markup=False, highlight=False, soft_wrap=True, emoji=False)


def step(text: str) -> None:
    """Tell that something begins which takes a moment."""
    say(err(), text, "dim")


def _console(stream: TextIO) -> Console:
    terminal = stream.isatty()
    return Console(
        file=stream,
        force_terminal=terminal,
        width=None if terminal else UNLIMITED,
        no_color=None if terminal else True,
        highlight=False,
        legacy_windows=False,
    )
