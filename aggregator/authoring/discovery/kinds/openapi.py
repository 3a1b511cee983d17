"""An OpenAPI document, 3.0 or 3.1, as JSON or YAML, in a file or at an address."""

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from aggregator.authoring.connector.yaml_text import Tree
from aggregator.authoring.discovery.document import Whereabouts, parse_document, read_document
from aggregator.authoring.discovery.found import (
    DiscoveredField,
    DiscoveryError,
    FoundLookup,
    FoundObject,
    FoundSystem,
)
from aggregator.authoring.discovery.guesses import is_id
from aggregator.authoring.discovery.json_schema import FlatSchema, Schemas
from aggregator.authoring.discovery.naming import free, plain, singular
from aggregator.authoring.discovery.openapi_answer import AnswerFound, answer_of
from aggregator.authoring.discovery.openapi_lookups import LookupsFound, Operation
from aggregator.authoring.discovery.openapi_source import authentication_of, server_of

MAX_PATHS = 5_000

_VERBS = ("search", "query", "list", "find", "lookup", "filter", "batch", "read", "all", "bulk")
_VERSION = re.compile(r"v[0-9.]+|api|rest", re.ASCII)


async def discover(at: Whereabouts) -> FoundSystem:
    """Read a document. Raises DiscoveryError, SourceError or OSError."""
    document = parse_document(await read_document(at), at.shown)
    return system_of(document, at.shown, at.origin)


def system_of(document: Any, shown: str, origin: str | None = None) -> FoundSystem:
    """Read what a document holds; `origin` is the address that it came from."""
    version = document.get("openapi") if isinstance(document, Mapping) else None
    if not str(version).startswith(("3.0", "3.1")):
        told = "It is a Swagger 2.0 document" if _is_swagger(document) else "It is none"
        raise DiscoveryError(
            f"{shown} is no OpenAPI document of 3.0 or 3.1. {told}. Fix: one whose first line "
            "says openapi: 3.0.3, or 3.1.0"
        )
    schemas = Schemas(document)
    server = server_of(document, origin)
    found = _Objects(schemas)
    for each in _operations(document, server.base, schemas):
        found.take(each)
    info = schemas.at(document.get("info"))
    title = info.get("title")
    docs = schemas.at(document.get("externalDocs")).get("url")
    is_address = isinstance(docs, str) and re.fullmatch(r"https?://[!-~]{1,300}", docs)
    return FoundSystem(
        name=" ".join(title.split())[:60] if isinstance(title, str) and title.strip() else "",
        of=f"{shown}, an OpenAPI {str(version)[:3]} document",
        objects=tuple(found.objects()),
        authentication=authentication_of(document, schemas),
        url=server.url,
        options={**server.options, **found.options},
        documentation=docs if is_address else None,
    )


def _is_swagger(document: Any) -> bool:
    return isinstance(document, Mapping) and "swagger" in document


def _operations(document: Mapping[str, Any], base: str, schemas: Schemas) -> Iterator[Operation]:
    paths = document.get("paths")
    for raw, node in list(paths.items())[:MAX_PATHS] if isinstance(paths, Mapping) else ():
        item = schemas.at(node)
        for method in ("get", "post"):
            said = item.get(method)
            if not isinstance(said, Mapping):
                continue
            answer = answer_of(said, _name(str(raw)), schemas)
            if answer is not None:
                parameters = _parameters(item, said, schemas)
                yield Operation(method, f"{base}{raw}", parameters, said, answer)


def _parameters(
    item: Mapping[str, Any], said: Mapping[str, Any], schemas: Schemas
) -> Mapping[tuple[str, str], Mapping[str, Any]]:
    found: dict[tuple[str, str], Mapping[str, Any]] = {}
    for holder in (item, said):
        listed = holder.get("parameters")
        for each in listed[:100] if isinstance(listed, list) else ():
            one = schemas.at(each)
            if isinstance(one.get("name"), str) and isinstance(one.get("in"), str):
                found[one["in"], one["name"]] = one
    return found


def _name(path: str) -> str:
    """Name what is at a path: its last word that is no verb and no key."""
    words = [each for each in path.split("/") if each and "{" not in each]
    words = [each for each in words if not _VERSION.fullmatch(each.lower())] or words
    while len(words) > 1 and (words[-1].lower() in _VERBS or words[-1].lower().startswith("by")):
        words.pop()
    return words[-1].partition(".")[0].partition(":")[0] if words else "records"


@dataclass(slots=True)
class _Growing:
    name: str
    record: FlatSchema
    fields: list[DiscoveredField]
    left: int
    lookups: list[FoundLookup] = field(default_factory=list)
    bare: list[FoundLookup] = field(default_factory=list)


class _Objects:
    """Objects by what their records are: operations that answer with the same one are its ways."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._found: dict[str, _Growing] = {}
        self.options: dict[str, Tree] = {}

    def take(self, operation: Operation) -> None:
        name = _name(operation.path)
        of = self._growing(name, operation.answer)
        lookups = LookupsFound(operation, of.fields, of.name, self._schemas)
        found = list(lookups.found())
        of.lookups += found
        bare = None if found else lookups.bare()
        if bare is not None and operation.answer.many:
            of.bare.append(bare)
        if found or bare is not None:
            self.options |= lookups.options
        if not found and bare is None and not of.lookups and not of.bare:
            self._found.pop(next(key for key, each in self._found.items() if each is of))

    def _growing(self, name: str, answer: AnswerFound) -> _Growing:
        record = answer.record
        key = record.name or f"/{name}"
        if key not in self._found:
            fields, left = self._schemas.fields(record)
            taken = {each.name for each in self._found.values()}
            self._found[key] = _Growing(free(name, taken), record, fields, left)
        return self._found[key]

    def objects(self) -> Iterator[FoundObject]:
        for of in self._found.values():
            single = singular(plain(of.name))
            id_ = next((each for each in of.fields if is_id(each.name, single)), None)
            if id_ is not None and id_.kind in ("part", "boolean", "money"):
                id_ = None
            rest = tuple(each for each in of.fields if each is not id_)
            own = of.record.name if plain(of.record.name).endswith(single) else ""
            yield FoundObject(
                name=of.name,
                singular=own or singular(of.name),
                fields=rest,
                id=id_ and replace(id_, note=""),
                lookups=(*of.lookups, *of.bare),
                says=of.record.says,
                left_out=of.left,
            )
