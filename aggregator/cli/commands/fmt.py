"""`aggregator fmt`: lay card files out in one style; what they mean and their comments stay."""

import difflib
import os
import sys
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from aggregator.cli.cards.again import Reads, again
from aggregator.cli.terminal.diagnostics import count
from aggregator.cli.terminal.failure import FAILED, CommandFailed, WrongUsage
from aggregator.cli.terminal.options import ConfigOption
from aggregator.cli.terminal.output import err, out, say
from aggregator.language.files import read_bounded, write_text

if TYPE_CHECKING:
    from aggregator.kept import Kept
    from aggregator.language.source import TextFile

ORDER = 23

_EPILOG = """\b
Examples:
  aggregator fmt                        all cards and shared fragments
  aggregator fmt cards/billing          one team's
  aggregator fmt --check                fails where it would change, for CI
  aggregator fmt --diff                 changes nothing, shows what it would
  aggregator fmt - < card.graphql       from stdin to stdout, for editors

\b
Exit codes: 0 well, 1 a file cannot be read as GraphQL, or --check found one
to change; 2 wrong usage.
"""


_FILE = "fmt.json"
_MOST = 20_000
"""Texts that are remembered to be in the one style."""


def add_to(app: typer.Typer) -> None:
    app.command(epilog=_EPILOG)(fmt)


@dataclass(frozen=True, slots=True)
class _File:
    """A file and its text in the one style; None where it is left as it is, and said why."""

    path: Path
    text: str
    formatted: str | None

    @property
    def changes(self) -> bool:
        return self.formatted is not None and self.formatted != self.text


def fmt(
    paths: Annotated[
        list[Path] | None,
        typer.Argument(
            metavar="PATH",
            help="Card files, teams' folders, or folders of those; - for standard input. By "
            "default all cards and shared fragments.",
            show_default=False,
        ),
    ] = None,
    check: Annotated[
        bool, typer.Option("--check", help="Change nothing; fail where a file would be changed.")
    ] = False,
    diff: Annotated[
        bool, typer.Option("--diff", help="Change nothing; show what would be changed.")
    ] = False,
    config: ConfigOption = None,
) -> None:
    """Lay card files out in one style; what they mean and their comments stay.

    Two spaces a level, each field on its line, a field's directives on it while that is at most 100
    columns. There is nothing to set.
    """
    if Path("-") in (paths or ()):
        if check or diff or len(paths or ()) > 1:
            raise WrongUsage("- goes alone. Fix: leave the other arguments out")
        _standard_input()
        return

    def work(reads: Reads) -> None:
        known = _known(config)
        files = [_read(path, known) for path in _found(paths, config, reads)]
        known.save()
        _lay_out(files, check=check, diff=diff)

    again("fmt", (paths, check, diff), config, work)


def _lay_out(files: Sequence[_File], *, check: bool, diff: bool) -> None:
    for file in files:
        if not file.changes:
            continue
        if diff:
            _show(file)
        elif check:
            say(out(), f"{file.path} would be changed")
        else:
            write_text(file.path, str(file.formatted))
            say(out(), f"{file.path} changed")
    changed = sum(file.changes for file in files)
    failed = sum(file.formatted is None for file in files)
    say(err(), _summary(files, changed, failed, "would be changed" if check or diff else "changed"))
    if failed or (check and changed):
        raise typer.Exit(FAILED)


def _found(paths: Sequence[Path] | None, config: Path | None, reads: Reads) -> Iterator[Path]:
    from aggregator.language.folder import FRAGMENTS, look_at
    from aggregator.settings.author import author_settings

    if not paths:
        settings = author_settings(config, ("cards", "graphql"))
        folders = (settings.cards, settings.graphql / FRAGMENTS)
        reads.add(*folders)
        paths = [folder for folder in folders if os.path.lexists(folder)]
    elif missing := [path for path in paths if not path.exists()]:
        raise WrongUsage(f"{missing[0]} is not there. Fix: a card file, or a folder of them")
    reads.add(*paths)
    seen: dict[Path, Path] = {}
    for path in paths:
        look = look_at(path)
        for away, why in look.unread.items():
            raise CommandFailed(f"{away}: {why}. Fix: make it readable")
        for card in look.cards:
            # What a link leads to is laid out where it is: nothing is written through one.
            if card.path == path or not card.path.is_symlink():
                seen.setdefault(card.path.absolute(), card.path)
    yield from seen.values()


def _known(config: Path | None) -> "Kept":
    """Texts that were found to be in the one style, as hashes."""
    from aggregator.kept import Kept, program
    from aggregator.settings.place import cache_folder

    return Kept(cache_folder(config, os.environ) / _FILE, program(), _MOST)


def _read(path: Path, known: "Kept") -> _File:
    from aggregator.kept import digest
    from aggregator.language.source import MAX_BYTES, parse_bytes, read_file

    try:
        data = read_bounded(path, MAX_BYTES)
    except (OSError, ValueError):
        return _File(path, "", _formatted(read_file(path)))
    written = data.decode("utf-8", "replace")
    stamp = digest(data.hex())
    if known.recall(stamp) is True:
        known.keep(stamp, value=True)
        return _File(path, written, written)
    file = _File(path, written, _formatted(parse_bytes(path, data)))
    if file.formatted == written:
        known.keep(stamp, value=True)
    return file


def _formatted(file: "TextFile") -> str | None:
    """Lay a file out; what cannot be is told as check tells it."""
    from aggregator.authoring.fmt.file import FormatError, formatted

    try:
        return formatted(file)
    except FormatError as error:
        from aggregator.lint.registry import all_rules

        diagnostic = all_rules()[error.problem.code].diagnostic(error.problem.found)
        say(err(), f"{diagnostic.text()}\n")
        return None


def _standard_input() -> None:
    from aggregator.language.source import parse_bytes

    text = _formatted(parse_bytes(Path("standard input"), sys.stdin.buffer.read()))
    if text is None:
        raise typer.Exit(FAILED)
    print(text, end="")


def _show(file: _File) -> None:
    before, after = file.text.splitlines(), str(file.formatted).splitlines()
    lines = difflib.unified_diff(before, after, str(file.path), str(file.path), lineterm="")
    for line in lines:
        style = {"+": "green", "-": "red"}.get(line[:1])
        say(out(), line, style)


def _summary(files: Sequence[_File], changed: int, failed: int, what: str) -> str:
    if not files:
        return "There are no card files here"
    said = f"{count(len(files), 'file')}: {changed or 'none'} {what}"
    return said + (f", {failed} cannot be read" if failed else "")
