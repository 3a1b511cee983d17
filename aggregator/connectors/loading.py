"""All connectors there are: those that can be used, and those that are broken, as values.

Nothing raises for what is in a folder. A broken connector is named with what is wrong; while
serving, one that was right before goes on as it was.
"""

import time
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType

from aggregator.connectors.folders import FILE, TYPES, FoldersRead, look_in, packaged, types_of
from aggregator.connectors.reading import Reading, read_connector
from aggregator.connectors.settling import ConnectorReading, UsableConnector, settle
from aggregator.connectors.types_file import NO_TYPES, read_declared
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.files import legible
from aggregator.language.script import refused_link
from aggregator.language.source import UNREADABLE
from aggregator.language.span import Span, at_start
from aggregator.language.stamps import LastLook, stamp_files
from aggregator.lint.registry import all_rules
from aggregator.schema.build import BuiltSchema, build_schema


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

    usable  the connectors with the types that they declare
    built   the schema that all of them make
    files   each connector's file, with what came of it and of the types beside it
    look    what was found in the folders
    unread  a file or folder could not be read: it may be the next time, although nothing changes
    installed  the file of each packaged connector
    last    the files as they were when these were read
    """

    usable: Mapping[str, UsableConnector]
    built: BuiltSchema
    broken: Mapping[str, BrokenConnector] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: bool = False
    files: Mapping[Path, ConnectorReading] = field(default_factory=dict, compare=False, repr=False)
    look: FoldersRead | None = field(default=None, compare=False, repr=False)
    installed: Mapping[str, Path] = field(default_factory=dict, compare=False, repr=False)
    last: LastLook = field(default_factory=LastLook, compare=False, repr=False)

    @property
    def connectors(self) -> Mapping[str, Connector]:
        return {key: each.connector for key, each in self.usable.items()}


def read_connectors(
    folders: Sequence[Path], before: ConnectorsRead | None = None
) -> ConnectorsRead:
    """Read the packaged connectors, and those of `folders`, which stand in their place.

    `before`: as they were, given again where no file differs; what is broken now is kept as it was
    there, and what was not touched is not read again. What is installed is looked for only where no
    date is believed.
    """
    at = time.time_ns()
    look = look_in(folders)
    before = before or ConnectorsRead({}, build_schema())
    installed = before.installed if before.last.known else packaged()
    files = _files(look, installed)
    seen = stamp_files(path for _, file in files for path in (file, types_of(file)))
    touched = before.last.touched(seen)
    if touched == frozenset() and before.look == look and not before.unread:
        return before
    by_key = _read(files, look, before.files, touched)
    readings = {each.manifest.path: each for same in by_key.values() for each in same}
    if before.look == look and _same(before.files, readings):
        before.last.saw(seen, at)
        return before
    unread = bool(look.unread) or any(reading.unread for reading in readings.values())
    gone = () if look.unread else before.usable.keys() - by_key.keys()
    kept = {key: each for key, each in before.usable.items() if key not in gone}
    settled = settle(_one_of_each(by_key), kept, before.built)
    broken = {
        key: BrokenConnector(key, _paths(by_key[key]), why) for key, why in settled.refused.items()
    }
    found = {each for why in settled.refused.values() for each in why}
    found |= {*settled.remarks, *_of_folders(look)}
    last = LastLook()
    last.saw(seen, at)
    return ConnectorsRead(
        usable=MappingProxyType(dict(settled.usable)),
        built=settled.built,
        broken=MappingProxyType(dict(sorted(broken.items()))),
        diagnostics=tuple(sorted(found, key=lambda each: each.order)),
        unread=unread,
        files=MappingProxyType(readings),
        look=look,
        installed=installed,
        last=last,
    )


def _same(before: Mapping[Path, ConnectorReading], now: Mapping[Path, ConnectorReading]) -> bool:
    return len(before) == len(now) and all(before.get(path) is each for path, each in now.items())


def _files(look: FoldersRead, installed: Mapping[str, Path]) -> Sequence[tuple[str, Path]]:
    """Give the key and the file of each connector; one's own stands in a packaged one's place."""
    own = {key for key, _ in look.files} | {_key(link) for link in look.refused}
    return [*((key, file) for key, file in installed.items() if key not in own), *look.files]


def _read(
    files: Sequence[tuple[str, Path]],
    look: FoldersRead,
    before: Mapping[Path, ConnectorReading],
    touched: Collection[Path] | None,
) -> Mapping[str, Sequence[ConnectorReading]]:
    """Read each connector's files, by its key; what did not change is taken from `before`."""
    by_key: dict[str, list[ConnectorReading]] = {}
    for key, file in files:
        known = before.get(file)
        reading = known if known and _holds(known, touched) else _reading(key, file, known)
        by_key.setdefault(key, []).append(reading)
    refused = {_key(link): _refused(link, why) for link, why in look.refused.items()}
    for key, reading in refused.items():
        known = before.get(reading.manifest.path)
        by_key.setdefault(key, []).append(known if known and known == reading else reading)
    return by_key


def _holds(known: ConnectorReading, touched: Collection[Path] | None) -> bool:
    """Whether neither of its files can hold anything else now."""
    if touched is None or known.unread:
        return False
    file = known.manifest.path
    return file not in touched and types_of(file) not in touched


def _reading(key: str, file: Path, known: ConnectorReading | None) -> ConnectorReading:
    manifest = read_connector(key, file, known.manifest if known else None)
    types = read_declared(key, types_of(file), known.types if known else None)
    same = known and known.manifest is manifest and known.types is types
    return known if known and same else ConnectorReading(manifest, types)


def _key(link: Path) -> str:
    """Which connector a link is, or belongs to."""
    return link.parent.name if link.name in (FILE, TYPES) else link.name


def _refused(link: Path, why: str) -> ConnectorReading:
    """A connector whose link is not followed: it is broken, and never taken for one not there."""
    found = all_rules()["refused-link"].diagnostic(refused_link(link, why).found)
    return ConnectorReading(Reading(_key(link), link, None, (found,)), NO_TYPES)


def _paths(same: Sequence[ConnectorReading]) -> tuple[Path, ...]:
    return tuple(reading.manifest.path for reading in same)


def _one_of_each(
    by_key: Mapping[str, Sequence[ConnectorReading]],
) -> Mapping[str, ConnectorReading]:
    """Give each connector once; one whose name is taken twice is broken, and names both."""
    return {key: same[0] if len(same) == 1 else _twice(key, same) for key, same in by_key.items()}


def _twice(key: str, same: Sequence[ConnectorReading]) -> ConnectorReading:
    diagnostics = [each for reading in same for each in reading.diagnostics]
    for path in _paths(same):
        others = " and ".join(legible(str(other)) for other in _paths(same) if other != path)
        what = f'There is another connector "{key}": {others}'
        diagnostics.append(_at(path, "connector-twice", what, "Rename one of the folders."))
    manifest = Reading(key, same[0].manifest.path, None, tuple(diagnostics))
    return ConnectorReading(manifest, NO_TYPES)


def _of_folders(look: FoldersRead) -> list[Diagnostic]:
    """Say what no connector is there to say."""
    return [
        *(_at(folder, UNREADABLE, why) for folder, why in look.unread.items()),
        *(
            _at(file, "connector-file", "Nothing reads this file", f"Rename it {right}.")
            for file, right in look.misnamed.items()
        ),
        *(
            _at(types, "connector-file", "Nothing reads these types", f"Write {FILE} beside them.")
            for types in look.alone
        ),
    ]


def _at(path: Path, code: str, message: str, hint: str | None = None) -> Diagnostic:
    span: Span = at_start(legible(str(path)))
    return all_rules()[code].diagnostic(Violation(span, message, hint=hint))
