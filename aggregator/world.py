"""The world that cards are written in: the connectors, and the schema that they fill.

Built whole and never changed; a snapshot holds one, and each command builds its own. What was made
in one world is of no use in another: their fingerprints say whether two are the same.
"""

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass

from aggregator.connectors import discover
from aggregator.domain.lookup import Connector
from aggregator.language.directives import with_layout
from aggregator.schema.build import Schema, build_schema, sdl


@dataclass(frozen=True, slots=True)
class World:
    """Connectors by their key, and the schema with the layout directives.

    types_of     each field that a connector may provide (`Customer.usage`) -> its values' class
    fingerprint  a hash of the declarations and of the schema
    """

    connectors: Mapping[str, Connector]
    schema: Schema
    types_of: Mapping[str, type]
    fingerprint: str

    @property
    def provided(self) -> Mapping[str, list[str]]:
        """`Type.field` -> the keys of the connectors that provide it."""
        found: dict[str, list[str]] = {}
        for key, connector in self.connectors.items():
            for lookup in connector.lookups:
                for field in lookup.provides:
                    found.setdefault(field, []).append(key)
        return found


def build_world(previous: World | None = None) -> World:
    """Find the connectors there are, and build the schema with them.

    `previous` is given again when nothing differs from it. Raises ConnectorError for a declaration
    that cannot be, or that does not fit the schema.
    """
    connectors = discover()
    if previous is not None and previous.connectors == connectors:
        return previous
    built = build_schema(connectors.values())
    schema = with_layout(built.schema)
    return World(connectors, schema, built.types_of, _fingerprint(connectors, schema))


def _fingerprint(connectors: Mapping[str, Connector], schema: Schema) -> str:
    whole = hashlib.sha256(sdl(schema).encode())
    for connector in connectors.values():
        whole.update(repr(connector).encode())
    return whole.hexdigest()
