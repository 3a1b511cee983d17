"""Where connectors are: folders of the home, folders of installed packages, our own.

A connector is a folder with a `connector.yaml`, called as the connector is. Links are followed
inside the folder of connectors. A folder that cannot be listed is told, and is never taken for an
empty one.
"""

import importlib.util
import os
import sys
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from importlib.machinery import PathFinder
from pathlib import Path
from typing import TYPE_CHECKING

from aggregator.kept import ENTRY_POINTS

if TYPE_CHECKING:
    from importlib.metadata import EntryPoint

FILE = "connector.yaml"
TYPES = "types.graphql"
"""Beside it, where the connector declares types."""

GROUP = "aggregator.connectors"
"""Entry points of this group name packages whose folder holds a `connector.yaml`."""

_OTHER_NAMES = {
    FILE: ("connector.yml", "connector.json", "connectors.yaml"),
    TYPES: ("types.gql", "types.graphqls", "type.graphql"),
}


@dataclass(slots=True)
class FoldersRead:
    """What a look found.

    files     each connector's key and its file, in order; a key may be there twice
    refused   link -> why it is not followed
    unread    folder -> why it cannot be known what is there
    misnamed  files that look like a connector's, by a name that nothing reads -> the right one
    alone     types without a connector beside them
    """

    files: list[tuple[str, Path]] = field(default_factory=list)
    refused: dict[Path, str] = field(default_factory=dict)
    unread: dict[Path, str] = field(default_factory=dict)
    misnamed: dict[Path, str] = field(default_factory=dict)
    alone: list[Path] = field(default_factory=list)


def look_in(folders: Sequence[Path]) -> FoldersRead:
    """Look for connectors in `folders`; one that is not there holds none. Never raises."""
    found = FoldersRead()
    for folder in dict.fromkeys(folders):
        try:
            inner = sorted(each for each in folder.iterdir() if each.name[0] not in "._")
        except FileNotFoundError:
            continue
        except OSError as error:
            found.unread[folder] = f"This cannot be listed: {error.strerror or 'nobody knows why'}"
            continue
        root = os.path.realpath(folder)
        for each in inner:
            _connector(each, root, found)
    return found


def files_in(folders: Sequence[Path]) -> list[Path]:
    """List all that `look_in` would tell about, so that a change of it can be seen."""
    look = look_in(folders)
    files = [file for _, file in look.files]
    types = [types_of(file) for file in files]
    return [*files, *types, *look.refused, *look.unread, *look.misnamed, *look.alone]


def types_of(file: Path) -> Path:
    """Say where the types of the connector in `file` are, if it has any."""
    return file.with_name(TYPES)


def _connector(folder: Path, root: str, found: FoldersRead) -> None:
    file, types = folder / FILE, folder / TYPES
    for path in (folder, file, types):
        if path.is_symlink() and not _inside(os.path.realpath(path), root):
            found.refused[path] = "it leads out of the folder of connectors"
            return
    for right, others in _OTHER_NAMES.items():
        if not os.path.lexists(folder / right):
            found.misnamed |= {folder / n: right for n in others if (folder / n).is_file()}
    if os.path.lexists(file):
        found.files.append((folder.name, file))
    elif os.path.lexists(types):
        found.alone.append(types)


def _inside(path: str, root: str) -> bool:
    return path.startswith(root.rstrip(os.sep) + os.sep)


def packaged() -> Mapping[str, Path]:
    """Find those that are installed: our own, and what entry points name, by their key."""
    return {**shipped(), **dict(_theirs())}


def shipped() -> Mapping[str, Path]:
    """Find our own, by their key."""
    return dict(look_in([Path(__file__).parent]).files)


def _theirs() -> Iterator[tuple[str, Path]]:
    if not _may_be_named():
        return
    from importlib.metadata import entry_points  # noqa: PLC0415 -- few homes need what it loads

    for entry in entry_points(group=GROUP):
        yield entry.name, _folder_of(entry) / FILE


def _may_be_named() -> bool:
    """Tell whether any distribution may name a connector: its entry points speak of the group.

    Where distributions are not simply in folders, one may.
    """
    if any(hasattr(each, "find_distributions") for each in sys.meta_path if each is not PathFinder):
        return True
    return any(map(_may_name, map(Path, sys.path)))


def _may_name(place: Path) -> bool:
    if place.is_file():
        return True  # an archive
    try:
        names = [each.name for each in place.iterdir()]
    except FileNotFoundError:
        return False
    except OSError:
        return True
    about = [place / name for name in names if name.endswith((".dist-info", ".egg-info"))]
    eggs = [place / name / "EGG-INFO" for name in names if name.endswith(".egg")]
    return any(map(_speaks_of_the_group, (*about, *eggs)))


def _speaks_of_the_group(folder: Path) -> bool:
    try:
        return GROUP.encode() in (folder / ENTRY_POINTS).read_bytes()
    except (FileNotFoundError, NotADirectoryError):
        return False
    except OSError:
        return True


def _folder_of(entry: "EntryPoint") -> Path:
    """Find the folder of a package without importing it (but for the packages it is in).

    Where there is none, what is told of its file names the package.
    """
    try:
        spec = importlib.util.find_spec(entry.value)
    except (ImportError, ValueError):
        spec = None
    folders = spec.submodule_search_locations if spec else None
    return Path(next(iter(folders))) if folders else Path(entry.value)
