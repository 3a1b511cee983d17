"""Where output goes: to people in a terminal, or to another program.

In a terminal text is coloured and fits its width. Anywhere else nothing is wrapped, cropped or
coloured. What a command was asked for goes to stdout, what it says about itself to stderr.

Much of what is printed was written by others: an endpoint, a source, an author. Whatever would
steer the terminal or turn the direction of writing is printed as JSON escapes it.
"""

import sys
from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from aggregator.domain.text import escaped

UNLIMITED = 1_000_000
"""Columns of what is no terminal."""


class _Harmless(Console):
    """A console whose words never steer the terminal; its own colours and moves do."""

    def render(
        self, renderable: RenderableType, options: ConsoleOptions | None = None
    ) -> Iterable[Segment]:
        for segment in super().render(renderable, options):
            if segment.control:
                yield segment
            else:
                yield Segment(escaped(segment.text), segment.style)


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
    return _Harmless(
        file=stream,
        force_terminal=terminal,
        width=None if terminal else UNLIMITED,
        no_color=None if terminal else True,
        highlight=False,
        legacy_windows=False,
    )
