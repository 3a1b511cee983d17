"""A drafted connector: its files written, what is left to be said, and what is next."""

import shlex
from collections.abc import Mapping, Sequence
from pathlib import Path

from aggregator.cli.terminal.output import out, say
from aggregator.cli.terminal.program import program


def write_connector(files: Mapping[Path, str]) -> None:
    from aggregator.language.files import write_text

    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        write_text(path, text)
        say(out(), f"  {path}")


def tell_left(folder: Path, folders: Sequence[Path], after: Sequence[str] = ()) -> None:
    """Print what of the connector in `folder` is left to be said, and what to do next.

    `after` are commands for when all of it is said.
    """
    from aggregator.cli.terminal.diagnostics import print_diagnostic
    from aggregator.world import build_world

    world = build_world(folders)
    left = [each for each in world.diagnostics if Path(each.path).is_relative_to(folder)]
    if left:
        say(out(), "\nLeft to be said:", "bold")
        for diagnostic in left:
            print_diagnostic(diagnostic)
    run = program()
    say(out(), "\nNext:", "bold")
    for line in (f"check {shlex.quote(str(folder))}", *after):
        say(out(), f"  {run} {line}")
