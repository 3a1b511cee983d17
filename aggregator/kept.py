"""What earlier runs came to, kept in a file for the next one.

A file belongs to one `basis`, a hash of all that every value in it follows from: this product as it
is installed, at least. A file of another basis, or one that is broken, is as good as none, and one
that cannot be written is left as it is: that costs time, never a wrong answer.
"""

import hashlib
import json
import os
import stat
import sys
import tempfile
from collections.abc import Iterable, Iterator
from contextlib import suppress
from functools import cache
from pathlib import Path
from typing import Any, Final

MOST_FILES: Final = 20_000
MOST_BYTES: Final = 64 * 1024 * 1024
"""Of what is hashed to find out whether it has changed; of more nobody wants to wait for it."""

_PACKAGE = Path(__file__).parent
_DISTRIBUTIONS = (".dist-info", ".egg-info")
ENTRY_POINTS = "entry_points.txt"


class Kept:
    """Values by their stamp, JSON values only; `save` writes them for the next run.

    most  values that are kept; those kept longest ago are forgotten first
    """

    def __init__(self, file: Path, basis: str, maximum: int) -> None:
        self._file = file
        self._basis = basis
        self._maximum = maximum
        self._values = _read(file, basis)
        self._before = list(self._values.items())

    def recall(self, stamp: str) -> Any:
        """Give what was kept; None when nothing is."""
        return self._values.get(stamp)

    def keep(self, stamp: str, value: Any) -> None:
        self._values.pop(stamp, None)
        self._values[stamp] = value

    def save(self) -> None:
        """Write what is kept now; a folder that cannot be written is left as it is."""
        kept = list(self._values.items())[-self._maximum :]
        if kept == self._before:
            return
        body = json.dumps(dict(kept), separators=(",", ":"), ensure_ascii=True)
        with suppress(OSError):
            _write(self._file, f"{digest(self._basis, body)}\n{body}\n")


def digest(*parts: str) -> str:
    """Hash texts, so that no two lists of them are the same."""
    whole = hashlib.sha256()
    for part in parts:
        data = part.encode("utf-8", "surrogatepass")
        whole.update(len(data).to_bytes(8, "big"))
        whole.update(data)
    return whole.hexdigest()


@cache
def program() -> str:
    """Hash this product as it is on disk, and which distributions there are beside it.

    As they were when it was first asked for: what a process has loaded does not change.
    """
    return digest(sys.version, *_sources(_PACKAGE), *_distributions())


def files_stamp(paths: Iterable[Path]) -> str | None:
    """Hash what is at `paths`: files, and folders with all in them that is not hidden.

    None where it cannot be known or is too much. What is not there has a hash, too.
    """
    try:
        return digest(*_Looked().all(paths))
    except (OSError, _TooMuch):
        return None


class _TooMuch(Exception):
    """More than anybody wants to wait for."""


class _Looked:
    """Looks at files, until there are too many."""

    def __init__(self) -> None:
        self._files = 0
        self._bytes = 0

    def all(self, paths: Iterable[Path]) -> Iterator[str]:
        for path in paths:
            yield from self._at(path)

    def _at(self, path: Path) -> Iterator[str]:
        self._files += 1
        if self._files > MOST_FILES:
            raise _TooMuch
        yield str(path)
        if path.is_symlink():
            yield f"link {path.readlink()}"
            if path.is_dir():
                raise _TooMuch  # it may lead anywhere, and back
        if path.is_dir():
            yield "folder"
            for inner in sorted(path.iterdir()):
                if not inner.name.startswith((".", "__pycache__")):
                    yield from self._at(inner)
        elif path.is_file():
            yield f"file {self._content(path)}"
        else:
            yield "other" if path.exists() else "nothing"

    def _content(self, path: Path) -> str:
        with path.open("rb") as file:
            data = file.read(MOST_BYTES - self._bytes + 1)
        self._bytes += len(data)
        if self._bytes > MOST_BYTES:
            raise _TooMuch
        return hashlib.sha256(data).hexdigest()


def _sources(folder: Path) -> Iterator[str]:
    """Name every module as it is on disk: a changed rule forgets everything."""
    for path in sorted(folder.rglob("*.py")):
        now = path.stat()
        yield f"{path} {now.st_size} {now.st_mtime_ns}"


def _distributions() -> Iterator[str]:
    """Name all that may have entry points, wherever Python looks, and what they are."""
    for folder in sys.path:
        try:
            names = sorted(each.name for each in Path(folder).iterdir())
        except OSError:
            continue  # an archive, or not there
        for name in names:
            if name.endswith(_DISTRIBUTIONS):
                yield f"{folder} {name} {_changed(Path(folder, name, ENTRY_POINTS))}"


def _changed(file: Path) -> str:
    try:
        now = file.stat()
    except OSError:
        return "none"
    return f"{now.st_size} {now.st_mtime_ns} {now.st_ino}"


def _read(path: Path, basis: str) -> dict[str, Any]:
    try:
        if not _ours(path):
            return {}
        written, _, body = path.read_text(encoding="ascii").partition("\n")
        body = body.removesuffix("\n")
        known = json.loads(body) if written == digest(basis, body) else {}
    except (OSError, ValueError, RecursionError):
        return {}
    return known if isinstance(known, dict) else {}


def _ours(path: Path) -> bool:
    """Whether nobody else can have written it: what is in it is believed."""
    if not hasattr(os, "geteuid"):
        return True
    now = path.stat()
    return now.st_uid in (0, os.geteuid()) and not now.st_mode & (stat.S_IWGRP | stat.S_IWOTH)


def _write(path: Path, text: str) -> None:
    """Write whole or not at all; git is told to ignore the folder."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with (
        suppress(FileExistsError),
        (path.parent / ".gitignore").open("x", encoding="ascii", newline="\n") as ignore,
    ):
        ignore.write("*\n")
    handle, name = tempfile.mkstemp(dir=path.parent, prefix=f"{path.name}.")
    try:
        with os.fdopen(handle, "w", encoding="ascii") as file:
            file.write(text)
        Path(name).replace(path)
    except BaseException:
        Path(name).unlink(missing_ok=True)
        raise
