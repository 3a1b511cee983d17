"""All connectors there are: those that can be used, and those that are broken, as values.

Nothing raises for what is in a folder. A broken connector is named with what is wrong; while
serving, one that was right before goes on as it was.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from aggregator.connectors.folders import FILE, FoldersRead, look_in, packaged
from aggregator.connectors.reading import Reading, read_connector
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.files import legible
from aggregator.language.script import refused_link
from aggregator.language.source import UNREADABLE
from aggregator.language.span import Span, at_start
from aggregator.lint.registry import all_rules


@dataclass(frozen=True, slots=True)
class BrokenConnector:
    """A connector that cannot be used as it is now. `paths`: several where its name is taken twice.

    It may be among the connectors nevertheless: as it was before.
    """

    key: str
    paths: tuple[Path, ...]
    diagnostics: tuple[Diagnostic, ...]


@dataclass(frozen=True, slots=True)
class ConnectorsRead:
    """Connectors by key, in alphabetical order; `diagnostics` in reading order.

    unread  a file or folder could not be read: it may be the next time, although nothing changes
    """

    connectors: Mapping[str, Connector]
    broken: Mapping[str, BrokenConnector]
    diagnostics: tuple[Diagnostic, ...]
    unread: bool


def read_connectors(
    folders: Sequence[Path],
    types_of: Mapping[str, type],
    before: Mapping[str, Connector] = MappingProxyType({}),
) -> ConnectorsRead:
    """Read the packaged connectors, and those of `folders`, which stand in their place.

    `before`: as they were; what is broken now is kept as it was there.
    """
    look = look_in(folders)
    own = {key for key, _ in look.files}
    files = [*((key, file) for key, file in packaged().items() if key not in own), *look.files]
    by_key: dict[str, list[Reading]] = {}
    for key, file in files:
        by_key.setdefault(key, []).append(read_connector(key, file, types_of))
    broken = {key: each for key, same in by_key.items() if (each := _broken(key, same))}
    connectors = {
        key: same[0].connector
        for key, same in by_key.items()
        if key not in broken and same[0].connector
    }
    away = before.keys() - by_key.keys() if look.unread else ()
    connectors |= {key: before[key] for key in (*broken, *away) if key in before}
    diagnostics = {diagnostic for each in broken.values() for diagnostic in each.diagnostics}
    readings = [reading for same in by_key.values() for reading in same]
    return ConnectorsRead(
        connectors=MappingProxyType(dict(sorted(connectors.items()))),
        broken=MappingProxyType(dict(sorted(broken.items()))),
        diagnostics=tuple(sorted({*diagnostics, *_of_folders(look)}, key=lambda each: each.order)),
        unread=bool(look.unread) or any(reading.unread for reading in readings),
    )


def _broken(key: str, same: Sequence[Reading]) -> BrokenConnector | None:
    paths = tuple(reading.path for reading in same)
    diagnostics = [diagnostic for reading in same for diagnostic in reading.diagnostics]
    for path in paths if len(paths) > 1 else ():
        others = " and ".join(legible(str(other)) for other in paths if other != path)
        what = f'There is another connector "{key}": {others}'
        diagnostics.append(_at(path, "connector-twice", what, "Rename one of the folders."))
    return BrokenConnector(key, paths, tuple(diagnostics)) if diagnostics else None


def _of_folders(look: FoldersRead) -> list[Diagnostic]:
    """Say what no connector is there to say."""
    return [
        *(_at(folder, UNREADABLE, why) for folder, why in look.unread.items()),
        *(
            all_rules()["refused-link"].diagnostic(refused_link(link, why).found)
            for link, why in look.refused.items()
        ),
        *(
            _at(file, "connector-file", "Nothing reads this file", f"Rename it {FILE}.")
            for file in look.misnamed
        ),
    ]


def _at(path: Path, code: str, message: str, hint: str | None = None) -> Diagnostic:
    span: Span = at_start(legible(str(path)))
    return all_rules()[code].diagnostic(Violation(span, message, hint=hint))
