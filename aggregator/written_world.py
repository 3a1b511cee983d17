"""The world as it was written down: enough to check and draw cards by, in a moment.

Building a world takes Strawberry and pydantic, seconds of a busy machine. What came of it is kept
between runs, for the files that it was read from and for the product as it is installed; where any
of that is different, or nothing is kept, the world is built.
"""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from aggregator.domain.lookup import Connector
from aggregator.kept import Kept, digest, files_stamp, program
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.directives import with_layout
from aggregator.schema.lookup_plan import provided_where, typical
from aggregator.schema.timeline_members import with_timeline_sources
from aggregator.schema.written import read_schema, write_schema
from aggregator.schema.written_lookups import read_connectors, write_connectors

if TYPE_CHECKING:
    from aggregator.schema.build import Schema
    from aggregator.world import World

FILE: Final = "world.json"
MOST: Final = 4
"""Worlds that are remembered: a connector that is edited makes another one with each save."""


@dataclass(frozen=True, slots=True)
class WrittenWorld:
    """What cards are written in: the schema without resolvers, and what connectors declare.

    stamp        a hash of the files that it follows from; empty where that is not known
    diagnostics  what is wrong with connectors and their folders, in reading order
    broken       names of the connectors that have a mistake
    """

    schema: "Schema"
    connectors: Mapping[str, Connector]
    stamp: str
    diagnostics: tuple[Diagnostic, ...] = ()
    broken: frozenset[str] = frozenset()

    @property
    def typical(self) -> Mapping[str, Connector]:
        from aggregator.connectors.folders import shipped  # noqa: PLC0415 few commands need it

        return typical(self.connectors, shipped())

    def provided(self, connected: Collection[str] = ()) -> Mapping[str, list[str]]:
        """As `World.provided`."""
        found = provided_where(self.connectors, self.typical, connected)
        return with_timeline_sources(self.schema, found)


def read_world(folders: Sequence[Path], cache: Path | None) -> WrittenWorld:
    """Give the world of the packaged connectors and those of `folders`.

    cache  folder in which it is kept for the next run; None: it is built
    """
    if cache is None:
        return _read(_write(_built(folders)), "")
    kept = Kept(cache / FILE, program(), MOST)
    question = digest(str(Path.cwd()), *map(str, folders))
    known = _known(kept.recall(question), folders)
    if known is not None:
        return known
    stamp = files_stamp(folders)
    world = _built(folders)
    packaged = _packaged()
    written = _write(world)
    now = files_stamp([*folders, *packaged])
    same = stamp is not None and stamp == files_stamp(folders)
    if not same or now is None or world.unread:
        return _read(written, "")
    kept.keep(question, [list(map(str, packaged)), now, written])
    kept.save()
    return _read(written, now)


def _known(raw: Any, folders: Sequence[Path]) -> WrittenWorld | None:
    """Read what is kept, if it is of the files as they are now."""
    try:
        packaged, stamp, written = raw
        if files_stamp([*folders, *map(Path, packaged)]) != stamp:
            return None
        return _read(written, stamp)
    except Exception:  # noqa: BLE001 -- whatever else is in the file: it is made anew
        return None


def _built(folders: Sequence[Path]) -> "World":
    from aggregator.world import build_world  # noqa: PLC0415 -- this is what is spared

    return build_world(folders)


def _packaged() -> Sequence[Path]:
    """Name the folders of connectors that are installed: they may change without the product."""
    from aggregator.connectors.folders import packaged  # noqa: PLC0415 -- it comes with the world

    return sorted({file.parent for file in packaged().values()})


def _write(world: "World") -> Mapping[str, Any]:
    return {
        "schema": write_schema(world.read.built.schema),
        "connectors": write_connectors(world.connectors),
        "diagnostics": [each.as_kept() for each in world.diagnostics],
        "broken": sorted(world.broken),
    }


def _read(written: Mapping[str, Any], stamp: str) -> WrittenWorld:
    return WrittenWorld(
        with_layout(read_schema(written["schema"])),
        read_connectors(written["connectors"]),
        stamp,
        tuple(map(Diagnostic.from_kept, written["diagnostics"])),
        frozenset(written["broken"]),
    )
