"""The console of rich, for terminals and for what only rich can draw; `terminal.py` loads it."""

from collections.abc import Iterable
from typing import TextIO

from rich.console import Console, ConsoleOptions, RenderableType
from rich.segment import Segment

from aggregator.domain.text import escaped


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


def console_of(stream: TextIO, unlimited: int) -> Console:
    """Give the console that writes to `stream`; what is no terminal has `unlimited` columns."""
    terminal = stream.isatty()
    return _Harmless(
        file=stream,
        force_terminal=terminal,
        width=None if terminal else unlimited,
        no_color=None if terminal else True,
        highlight=False,
        legacy_windows=False,
    )
