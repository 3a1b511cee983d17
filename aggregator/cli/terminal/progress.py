"""A bar that fills, on a terminal; nothing anywhere else."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager

from aggregator.cli.terminal.output import err


@contextmanager
def bar(text: str, total: int, done: int) -> Iterator[Callable[[int], None]]:
    """Show how far something is; what is given tells it of so many more."""
    screen = err()
    if not screen.is_terminal:
        yield lambda _: None
        return
    from rich.progress import (
        BarColumn,
        MofNCompleteColumn,
        Progress,
        TextColumn,
        TimeRemainingColumn,
    )

    columns = (
        TextColumn("{task.description}", markup=False),
        BarColumn(),
        MofNCompleteColumn(),
        TimeRemainingColumn(),
    )
    with Progress(*columns, console=screen.console, transient=True) as progress:
        task = progress.add_task(text, total=total, completed=done)
        yield lambda many: progress.advance(task, many)
