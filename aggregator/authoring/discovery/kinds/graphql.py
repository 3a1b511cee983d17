"""A GraphQL schema: asked of its endpoint, or from a file with its introspection or its SDL."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import urlsplit

import orjson
from graphql import (
    GraphQLError,
    GraphQLSchema,
    build_ast_schema,
    build_client_schema,
    get_introspection_query,
    parse,
)

from aggregator.authoring.discovery.document import Whereabouts, parse_json, read_document
from aggregator.authoring.discovery.found import (
    DiscoveredField,
    DiscoveryError,
    FoundLookup,
    FoundObject,
    FoundSystem,
)
from aggregator.authoring.discovery.graphql_fields import fields_of_type, records_in
from aggregator.authoring.discovery.graphql_lookups import GraphQLLookups
from aggregator.authoring.discovery.guesses import is_id
from aggregator.authoring.discovery.naming import free, plain, singular

MAX_TOKENS = 1_000_000
MAX_ROOTS = 2_000
"""Fields of the query type that are looked at."""

_PATH = "/graphql"
_BROKEN = (GraphQLError, TypeError, KeyError, AttributeError, ValueError)
"""What building a schema raises for one that does not hold together."""


async def discover(at: Whereabouts) -> FoundSystem:
    """Read a schema. Raises DiscoveryError, SourceError or OSError."""
    asked = orjson.dumps({"query": get_introspection_query()}) if at.is_url else None
    return system_of(await read_document(at, asked), at)


def system_of(data: bytes, at: Whereabouts) -> FoundSystem:
    """Read what the bytes of a document hold."""
    schema = _schema(data, at)
    if schema.query_type is None:
        raise DiscoveryError(f"{at.shown} has no query type. Fix: the whole schema")
    path = (urlsplit(at.where).path or "/") if at.is_url else _PATH
    found: dict[str, _Growing] = {}
    for name, root in list(schema.query_type.fields.items())[:MAX_ROOTS]:
        of = records_in(root)
        if of is None or name.startswith("__"):
            continue
        fields, left = fields_of_type(of.record)
        lookups = list(GraphQLLookups(name, root, of, fields).found(path))
        if fields and lookups:
            growing = found.setdefault(
                of.record.name, _Growing(of.record.name, of.record.description or "", fields, left)
            )
            growing.take(name, lookups, many=of.many)
    return FoundSystem(
        name="",
        of=f"{at.shown}, a GraphQL schema",
        objects=tuple(_objects(found)),
        url=at.origin,
    )


@dataclass(slots=True)
class _Growing:
    type: str
    says: str
    fields: list[DiscoveredField]
    left: int
    name: str = ""
    listed: bool = False
    lookups: list[FoundLookup] = field(default_factory=list)

    def take(self, name: str, lookups: list[FoundLookup], *, many: bool) -> None:
        """Add the ways of one more root field; a list gives the object its name."""
        if not self.name or (many and not self.listed):
            self.name, self.listed = name, many
        self.lookups += lookups


def _objects(found: Mapping[str, _Growing]) -> Iterator[FoundObject]:
    names: set[str] = set()
    for of in found.values():
        name = free(of.name, names)
        names.add(name)
        single = singular(plain(of.type))
        id_ = next((each for each in of.fields if is_id(each.name, single)), None)
        if id_ is not None and id_.kind not in ("text", "int", "bigint"):
            id_ = None
        yield FoundObject(
            name=name,
            singular=of.type,
            fields=tuple(each for each in of.fields if each is not id_),
            id=id_ and replace(id_, note=""),
            lookups=tuple(of.lookups),
            says=of.says,
            left_out=of.left,
        )


def _schema(data: bytes, at: Whereabouts) -> GraphQLSchema:
    if at.is_url or data.removeprefix(b"\xef\xbb\xbf").lstrip()[:1] == b"{":
        return _introspected(parse_json(data, at.shown), at)
    try:
        document = parse(data.decode("utf-8-sig"), no_location=True, max_lexical_tokens=MAX_TOKENS)
        return build_ast_schema(document, assume_valid=True, assume_valid_sdl=True)
    except _BROKEN as error:
        raise DiscoveryError(f"{at.shown} is no GraphQL schema: {_said(error)}") from None


def _introspected(answer: Any, at: Whereabouts) -> GraphQLSchema:
    whole = answer if isinstance(answer, Mapping) else {}
    inner = whole.get("data")
    data = inner if isinstance(inner, Mapping) else whole
    if not isinstance(data.get("__schema"), Mapping):
        errors = whole.get("errors")
        first = errors[0] if isinstance(errors, list) and errors else None
        said = first.get("message") if isinstance(first, Mapping) else None
        why = f": {' '.join(str(said).split())[:200]}" if said else ""
        raise DiscoveryError(
            f"{at.shown} did not answer with its schema{why}. Fix: --token or --header, or a file "
            "with its introspection or SDL where it is not asked for it"
        )
    try:
        return build_client_schema({"__schema": data["__schema"]}, assume_valid=True)
    except _BROKEN as error:
        raise DiscoveryError(
            f"{at.shown} has no schema that could be read: {_said(error)}"
        ) from None


def _said(error: Exception) -> str:
    said = error.message if isinstance(error, GraphQLError) else str(error)
    return " ".join(said.split())[:200]
