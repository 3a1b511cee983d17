"""What is in a folder of cards: which files are cards, which links are not followed, what is away.

A link is followed where it stays inside the folder of cards: so Kubernetes mounts a ConfigMap and
git-sync a checkout. A folder that cannot be listed is told, and is never taken for an empty one.
"""

import errno
import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

SUFFIX = ".graphql"
PYTHON = ".py"
CASES = ".cases"
"""Ends the name of the folder beside a card that holds its cases: `<key>.cases`."""

FRAGMENTS = "fragments"
"""The folder of shared fragments inside the `graphql` folder."""

_OTHER_SUFFIXES = (SUFFIX, ".gql", ".graphqls", ".gqls", ".graphql.txt", ".gql.txt")
"""How the names of such files end elsewhere; ours too, in capitals."""

OUT = "it leads out of the folder of cards"
NOWHERE = "it leads to nothing that is there"
BACK = "it leads back to a folder that it is in"
TWICE = "it leads where another link leads too"


@dataclass(frozen=True, slots=True)
class CardFile:
    """A card's file, and the team it belongs to."""

    path: Path
    team: str


@dataclass(frozen=True, slots=True)
class CardFolder:
    """What a look found.

    cards    files of cards, in order; those behind refused links too
    python   files of Python, whether a card has them or not
    refused  link -> why it is not followed
    unread   folder or file -> a sentence: why it cannot be known what is there
    misnamed files that look like cards, by an ending that nothing reads
    """

    cards: tuple[CardFile, ...]
    python: tuple[Path, ...]
    refused: Mapping[Path, str]
    unread: Mapping[Path, str]
    misnamed: tuple[Path, ...] = ()


def right_name(path: Path) -> str:
    """Give the name that a misnamed card should have."""
    return path.name[: path.name.index(".")] + SUFFIX


def look_at(path: Path, within: Path | None = None, *, deep: bool = True) -> CardFolder:
    """Look for cards at `path`; never raises for what is there, or away.

    `path` is a file (a card's own, or the Python beside it), a team's folder, or a folder of teams'
    folders: the team is the folder directly under `path`, or else the file's own. Links must stay
    `within` that folder of cards when `path` is in it, and else within `path`. Not `deep`: folders
    in a folder are left out.

    Hidden files and folders, folders of cases and other extensions are no cards.
    """
    look = _Look(_root(path, within), deep=deep)
    look.at(path)
    cards, python, misnamed = tuple(look.cards), tuple(look.python), tuple(look.misnamed)
    return CardFolder(cards, python, look.refused, look.unread, misnamed)


class _Look:
    """One look, and what it found so far; `root` is the real path that links must stay in."""

    def __init__(self, root: str, *, deep: bool) -> None:
        self.cards: list[CardFile] = []
        self.python: list[Path] = []
        self.misnamed: list[Path] = []
        self.refused: dict[Path, str] = {}
        self.unread: dict[Path, str] = {}
        self._root = root
        self._deep = deep
        self._linked: set[str] = set()

    def at(self, path: Path) -> None:
        """Look at what was named: a file or a folder."""
        try:
            mode = path.stat().st_mode
        except (OSError, ValueError) as error:
            self.unread[path] = _why(error)
            return
        if stat.S_ISDIR(mode):
            self._folder(path, path.absolute().name, path)
            return
        card = path.with_suffix(SUFFIX) if path.suffix == PYTHON else path
        for each in dict.fromkeys((card, path, card.with_suffix(PYTHON))):
            if os.path.lexists(each):
                self._file(each, card.absolute().parent.name, self._kind(each), named=each == card)

    def _kind(self, path: Path) -> int:
        """Give the mode of what is there, links followed.

        0 when nothing is there now, or what is no card's; where a card may be missed by that, it is
        in `refused` or `unread`.
        """
        try:
            mode = path.lstat().st_mode
            if not stat.S_ISLNK(mode):
                return mode
            mode, why = self._behind(path)
        except FileNotFoundError:
            return 0  # gone since it was listed
        except OSError as error:
            self.unread[path] = _why(error)
            return 0
        if why is None:
            return mode
        if stat.S_ISDIR(mode) or path.suffix in ("", SUFFIX, PYTHON):
            self.refused[path] = why
        return 0

    def _kind_of(self, entry: "os.DirEntry[str]", path: Path) -> int:
        """Give what `_kind` gives, and ask no more than the folder has said already.

        Most entries are files and folders: a folder of a thousand cards is looked at all the time.
        """
        try:
            if entry.is_file(follow_symlinks=False):
                return stat.S_IFREG
            if entry.is_dir(follow_symlinks=False):
                return stat.S_IFDIR
        except OSError as error:
            self.unread[path] = _why(error)
            return 0
        return self._kind(path)

    def _behind(self, link: Path) -> tuple[int, str | None]:
        """Follow a link: the mode of where it leads, and why it is not followed."""
        try:
            real = os.path.realpath(link, strict=True)
            mode = Path(real).stat().st_mode
        except OSError as error:
            if error.errno not in (errno.ENOENT, errno.ELOOP):
                raise
            return 0, NOWHERE
        if not _inside(real, self._root):
            return mode, OUT
        if stat.S_ISDIR(mode):
            if _inside(os.path.realpath(link.parent), real):
                return mode, BACK
            if real in self._linked:
                return mode, TWICE
            self._linked.add(real)
        return mode, None

    def _folder(self, folder: Path, team: str, top: Path) -> None:
        """Take the cards directly in a folder, then those in the folders in it."""
        try:
            with os.scandir(folder) as found:
                entries = sorted((each for each in found if each.name[0] != "."), key=_name)
        except OSError as error:
            self.unread[folder] = _why(error)
            return
        inner = []
        for entry in entries:
            path = _path(entry.path)
            mode = self._kind_of(entry, path)
            if stat.S_ISDIR(mode):
                inner += [path] if path.suffix != CASES else []
            else:
                self._file(path, team, mode, named=False)
        for path in inner if self._deep else ():
            self._folder(path, path.name if folder == top else team, top)

    def _file(self, path: Path, team: str, mode: int, *, named: bool) -> None:
        """Take a file that is there, or that a link which is not followed stands for."""
        if not (stat.S_ISREG(mode) or path in self.refused or path in self.unread):
            return
        suffix = path.suffix
        if suffix == SUFFIX:
            self.cards.append(CardFile(path, team))
        elif path.name.lower().endswith(_OTHER_SUFFIXES):
            self.misnamed.append(path)
        elif named:
            self.cards.append(CardFile(path, team))
        elif suffix == PYTHON:
            self.python.append(path)


_path = lru_cache(maxsize=65_536)(Path)
"""Makes a path of a text once: a folder is looked at all the time, and mostly holds the same."""


def _name(entry: "os.DirEntry[str]") -> str:
    return entry.name


def _root(path: Path, within: Path | None) -> str:
    """Say where links must stay."""
    real = os.path.realpath(path)
    if within is not None and _inside(real, os.path.realpath(within)):
        return os.path.realpath(within)
    try:
        return real if stat.S_ISDIR(path.stat().st_mode) else os.path.realpath(path.parent)
    except (OSError, ValueError):
        return os.path.realpath(path.parent)


def _inside(path: str, folder: str) -> bool:
    return path == folder or path.startswith(folder.rstrip(os.sep) + os.sep)


def _why(error: OSError | ValueError) -> str:
    if isinstance(error, FileNotFoundError):
        return "There is no such file or folder"
    return f"This cannot be read: {getattr(error, 'strerror', None) or 'it cannot be opened'}"
