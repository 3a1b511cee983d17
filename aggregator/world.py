"""The world that cards are written in: the connectors, and the schema that they fill.

Built whole and never changed; a snapshot holds one, and each command builds its own. What was made
in one world is of no use in another: their fingerprints say whether two are the same. A connector
that is broken is a value in it, and the rest serve.
"""

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aggregator.connectors.loading import BrokenConnector, ConnectorsRead, read_connectors
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic
from aggregator.language.directives import with_layout
from aggregator.schema.build import Schema, build_schema, sdl


@dataclass(frozen=True, slots=True)
class World:
    """Connectors by their key, and the schema with the layout directives.

    types_of     each field that a connector may provide (`Customer.usage`) -> its values' class
    fingerprint  a hash of the declarations and of the schema
    broken       connectors with a mistake; one that was right before is in `connectors` as it was
    findings     what is wrong with connectors and their folders, in reading order
    unread       a file of theirs could not be read, and may be the next time
    """

    connectors: Mapping[str, Connector]
    schema: Schema
    types_of: Mapping[str, type]
    fingerprint: str
    broken: Mapping[str, BrokenConnector] = field(default_factory=dict)
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: bool = False

    @property
    def typical(self) -> Mapping[str, Connector]:
        """The connectors that stand for a company whose sources are not known.

        Nobody has five helpdesks: of a category it is the one that bears its name, which the demo
        company has; of a category without such a one it is all.
        """
        return {
            key: connector
            for key, connector in self.connectors.items()
            if connector.category in (key, "custom") or connector.category not in self.connectors
        }

    @property
    def provided(self) -> Mapping[str, list[str]]:
        """`Type.field` -> the keys of the typical connectors that provide it."""
        found: dict[str, list[str]] = {}
        for key, connector in self.typical.items():
            for lookup in connector.lookups:
                for field_ in lookup.provides:
                    found.setdefault(field_, []).append(key)
        return found


def build_world(folders: Sequence[Path] = (), previous: World | None = None) -> World:
    """Read the packaged connectors and those of `folders`, and build the schema with them.

    `previous` is given again when nothing differs from it, and its schema when no declaration
    does. Nothing raises for what is in a folder.
    """
    if previous is None:
        built = build_schema()
        schema, types_of = with_layout(built.schema), built.types_of
        read = read_connectors(folders, types_of)
    else:
        schema, types_of = previous.schema, previous.types_of
        read = read_connectors(folders, types_of, previous.connectors)
    same = previous is not None and previous.connectors == read.connectors
    fingerprint = previous.fingerprint if same and previous else _fingerprint(read, schema)
    world = World(
        connectors=read.connectors,
        schema=schema,
        types_of=types_of,
        fingerprint=fingerprint,
        broken=read.broken,
        diagnostics=read.diagnostics,
        unread=read.unread,
    )
    return previous if previous is not None and previous == world else world


def _fingerprint(read: ConnectorsRead, schema: Schema) -> str:
    whole = hashlib.sha256(sdl(schema).encode())
    for connector in read.connectors.values():
        whole.update(repr(connector).encode())
    return whole.hexdigest()
