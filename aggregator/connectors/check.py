"""What must hold of every connector's declaration, found at load and never while serving."""

import re
from collections.abc import Iterator

from aggregator.domain.errors import ConnectorError
from aggregator.domain.lookup import Connector, GraphQLIn, Lookup
from aggregator.mapping.paths import compile_path
from aggregator.mapping.records import Lost, compile_mapping

_KEY = re.compile(r"[a-z][a-z0-9_]*", re.ASCII)
_FIELD = re.compile(r"[A-Z][A-Za-z0-9]*\.[a-z][A-Za-z0-9]*", re.ASCII)


def _unread(_lost: Lost, why: str) -> ConnectorError:
    """Stand in for what would fail while serving: nothing is read here."""
    return ConnectorError(why)


def check(connector: Connector) -> None:
    """ConnectorError naming the connector, the lookup, the rule and the fix."""
    if not _KEY.fullmatch(connector.key):
        raise ConnectorError(
            f"Connector {connector.key!r}: its key is lower-case letters, digits and _"
        )
    names = [lookup.name for lookup in connector.lookups]
    provided: dict[str, str] = {}
    for lookup in connector.lookups:
        where = f"Connector {connector.key!r}, lookup {lookup.name!r}"
        for problem in _problems(lookup, names):
            raise ConnectorError(f"{where}: {problem}")
        for field in lookup.provides:
            if field in provided:
                raise ConnectorError(f"{where}: {field} is provided by {provided[field]!r} already")
            provided[field] = lookup.name
        try:
            compile_mapping(lookup.fields, _unread)
            for path in (lookup.records, lookup.match, *lookup.keys.values()):
                compile_path(path)
            if lookup.pages is not None:
                compile_path(lookup.pages.cursor)
        except ConnectorError as error:
            raise ConnectorError(f"{where}: {error.message}") from None


def _problems(lookup: Lookup, names: list[str]) -> Iterator[str]:
    if names.count(lookup.name) > 1:
        yield "two lookups have this name; rename one"
    if lookup.batch.max < 1:
        yield "batch.max is at least 1"
    if not lookup.request.path.startswith("/"):
        yield "the request's path starts with /"
    is_graphql = lookup.request.document is not None
    if is_graphql != isinstance(lookup.batch, GraphQLIn):
        yield "a GraphQL document and the batch style GraphQLIn go together"
    if lookup.per_key is not None and not lookup.many:
        yield "per_key bounds many records a key; set many as well"
    yield from _misplaced(lookup, names)


def _misplaced(lookup: Lookup, names: list[str]) -> Iterator[str]:
    for field in lookup.provides:
        if not _FIELD.fullmatch(field):
            yield f"provides {field!r}, which is not written Type.field"
    for field, parent in lookup.via.items():
        if field not in lookup.provides:
            yield f"via names {field}, which it does not provide"
        if parent not in names:
            yield f"via asks {parent!r} first, and there is no such lookup"
