"""The world that cards are written in: the connectors, and the schema that they fill.

Built whole and never changed; a snapshot holds one, and each command builds its own. What was made
in one world is of no use in another: their fingerprints say whether two are the same. A connector
that is broken is a value in it, and the rest serve.
"""

import hashlib
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

from aggregator.connectors.folders import shipped
from aggregator.connectors.loading import BrokenConnector, ConnectorsRead, read_connectors
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.directives import with_layout
from aggregator.schema.build import Schema, sdl
from aggregator.schema.lookup_plan import provided_where, typical
from aggregator.schema.promises import TypesOf
from aggregator.schema.timeline_members import with_timeline_sources


@dataclass(frozen=True, slots=True)
class World:
    """Connectors by their key, and the schema with the layout directives.

    types_of     each field that a connector may provide (`Customer.usage`) -> its values' type
    fingerprint  a hash of the declarations and of the schema
    broken       connectors with a mistake; one that was right before is in `connectors` as it was
    diagnostics  what is wrong with connectors and their folders, in reading order
    unread       a file of theirs could not be read, and may be the next time
    """

    read: ConnectorsRead
    schema: Schema
    fingerprint: str

    @property
    def connectors(self) -> Mapping[str, Connector]:
        return self.read.connectors

    @property
    def types_of(self) -> TypesOf:
        return self.read.built.types_of

    @property
    def broken(self) -> Mapping[str, BrokenConnector]:
        return self.read.broken

    @property
    def diagnostics(self) -> tuple[Diagnostic, ...]:
        return self.read.diagnostics

    @property
    def unread(self) -> bool:
        return self.read.unread

    def declares(self, key: str) -> Sequence[str]:
        """Name what a connector adds to the schema: its types, and the fields of others."""
        types = self.read.usable[key].types
        return tuple(types.names) if types is not None else ()

    def path(self, key: str) -> Path | None:
        """Say where a connector's file is; None where it is there no more."""
        found = (path for path, each in self.read.files.items() if each.manifest.key == key)
        return next(found, None)

    @property
    def typical(self) -> Mapping[str, Connector]:
        return typical(self.connectors, shipped())

    def provided(self, connected: Collection[str] = ()) -> Mapping[str, list[str]]:
        """`Type.field` -> the keys of the connectors that provide it.

        Of those that are `connected`; where none of them does, of the typical ones.
        """
        found = provided_where(self.connectors, self.typical, connected)
        return with_timeline_sources(self.schema, found)


def build_world(folders: Sequence[Path] = (), previous: World | None = None) -> World:
    """Read the packaged connectors and those of `folders`, and build the schema with them.

    `previous` is given again when nothing differs from it, and its schema when no types do.
    Nothing raises for what is in a folder.
    """
    read = read_connectors(folders, previous.read if previous else None)
    if previous is not None and previous.read is read:
        return previous
    if previous is not None and previous.read.built is read.built:
        schema = previous.schema
    else:
        schema = with_layout(read.built.schema)
    if previous is not None and previous.read.usable == read.usable:
        return World(read, schema, previous.fingerprint)
    return World(read, schema, _fingerprint(read, schema))


def _fingerprint(read: ConnectorsRead, schema: Schema) -> str:
    whole = hashlib.sha256(sdl(schema).encode())
    for connector in read.connectors.values():
        whole.update(repr(connector).encode())
    return whole.hexdigest()
