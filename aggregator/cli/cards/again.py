"""A command that is asked the same again, of files that are the same, says what it said.

That is how `make` and a compiler's cache work, and `go test`: what a run read is remembered with
what it printed and its exit code, and the next run looks only whether anything is different. The
hash is of contents, and of this product as it is installed. Only what follows from files alone is
run like this: never what asks over the network, or reads from stdin.
"""

import os
import shutil
import sys
from collections.abc import Callable, Iterable, Iterator, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, TextIO, cast

import typer

FILE = "runs.json"
MOST = 100
"""Runs that are remembered."""

MOST_SAID = 200_000
"""Characters of one run; what says more is not remembered."""

_HEEDED = ("AGGREGATOR_", "LC_", "LANG", "TZ", "PATH", "HOME")
_OF_TERMINALS = ("TERM", "COLOR", "NO_COLOR", "FORCE_COLOR", "COLUMNS", "LINES", "TTY_", "JUPYTER")
"""How the names of variables begin that what is printed may depend on."""


class Reads:
    """What a run reads: it is named before it is read, so that no change in between is missed."""

    def __init__(self) -> None:
        self._stamps: dict[str, str | None] = {}
        self._certain = True

    def add(self, *paths: Path) -> None:
        from aggregator.kept import files_stamp

        for path in paths:
            self._stamps.setdefault(str(path), files_stamp([path]))

    def uncertain(self) -> None:
        """Say that the same files may come to something else the next time."""
        self._certain = False

    def kept(self) -> dict[str, str] | None:
        """Give each path's stamp; None when one is not known, or has changed meanwhile."""
        stamps = {path: stamp for path, stamp in self._stamps.items() if stamp is not None}
        known = self._certain and len(stamps) == len(self._stamps)
        return stamps if known and unchanged(stamps) else None


def unchanged(stamps: dict[str, str]) -> bool:
    from aggregator.kept import files_stamp

    return all(files_stamp([Path(path)]) == stamp for path, stamp in stamps.items())


def again(
    command: str, asked: Sequence[object], config: Path | None, work: Callable[[Reads], None]
) -> None:
    """Do `work`, or say again what came of it. `asked`: all that was asked of the command.

    What `work` prints and the typer.Exit that it raises are remembered; another exception is not.
    """
    from aggregator.kept import Kept, digest, program
    from aggregator.settings.place import DEFAULT_FILE, cache_folder, settings_file

    kept = Kept(cache_folder(config, os.environ) / FILE, program(), MOST)
    question = digest(command, repr((asked, config)), *_around())
    known = _Run.read(kept.recall(question))
    if known is not None and unchanged(known.reads):
        known.say()
        return
    reads = Reads()
    reads.add(settings_file(config, os.environ) or DEFAULT_FILE)
    with _heard() as said:
        code = _code_of(work, reads)
    stamps = reads.kept()
    if stamps is not None and sum(len(text) for _, text in said) <= MOST_SAID:
        kept.keep(question, [stamps, said, code])
        kept.save()
    if code:
        raise typer.Exit(code)


def _code_of(work: Callable[[Reads], None], reads: Reads) -> int:
    try:
        work(reads)
    except typer.Exit as end:
        return end.exit_code
    return 0


class _Run:
    """A run that is remembered."""

    def __init__(self, reads: dict[str, str], said: Iterable[tuple[str, str]], code: int) -> None:
        self.reads = reads
        self._said = said
        self._code = code

    @classmethod
    def read(cls, raw: Any) -> "_Run | None":
        match raw:
            case [dict(reads), list(said), int(code)]:
                return cls(reads, [(str(stream), str(text)) for stream, text in said], code)
            case _:
                return None

    def say(self) -> None:
        for stream, text in self._said:
            to = sys.stderr if stream == "err" else sys.stdout
            to.write(text)
            to.flush()
        if self._code:
            raise typer.Exit(self._code)


class _Heard:
    """A stream that also remembers what is written."""

    def __init__(self, stream: TextIO, name: str, said: list[tuple[str, str]]) -> None:
        self._stream = stream
        self._name = name
        self._said = said

    def write(self, text: str) -> int:
        self._said.append((self._name, text))
        return self._stream.write(text)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._stream, name)


@contextmanager
def _heard() -> Iterator[list[tuple[str, str]]]:
    said: list[tuple[str, str]] = []
    before = sys.stdout, sys.stderr
    sys.stdout = cast("TextIO", _Heard(before[0], "out", said))
    sys.stderr = cast("TextIO", _Heard(before[1], "err", said))
    try:
        yield said
    finally:
        sys.stdout, sys.stderr = before


def _around() -> Iterator[str]:
    """Tell all that is neither a file nor asked for, and that the words may depend on."""
    yield str(Path.cwd())
    yield sys.argv[0]
    for stream in (sys.stdout, sys.stderr):
        yield f"{stream.isatty()} {stream.encoding}"
    yield str(shutil.get_terminal_size())
    for name, value in sorted(os.environ.items()):
        if name.startswith((*_HEEDED, *_OF_TERMINALS)):
            yield f"{name}={value}"
