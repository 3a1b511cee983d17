"""What an operation of an OpenAPI document answers with, and where its records are in that."""

from collections.abc import Mapping
from typing import Any, NamedTuple

from aggregator.authoring.discovery.json_schema import FlatSchema, Schemas
from aggregator.authoring.discovery.naming import plain, step

_USUAL = ("data", "items", "results", "records", "values", "entries", "content", "rows", "nodes",
          "list", "hits", "resources", "objects", "elements")  # fmt: skip
_FEW = 3
_MOST = 60


class AnswerFound(NamedTuple):
    """`records`: JMESPath to the list, or to the one; `record` is one of them, `body` the whole."""

    records: str
    record: FlatSchema
    many: bool
    body: FlatSchema
    headers: tuple[str, ...]


def answer_of(operation: Mapping[str, Any], name: str, schemas: Schemas) -> AnswerFound | None:
    """Read what an operation answers with; `name` is the last word of its path.

    None: it is no record and no list of them.
    """
    responses = operation.get("responses")
    if not isinstance(responses, Mapping):
        return None
    for status in ("200", "201", "2XX", "2xx", "default"):
        response = schemas.at(responses.get(status))
        schema = _json_schema(response)
        if schema is not None:
            headers = response.get("headers")
            named = tuple(map(str, headers)) if isinstance(headers, Mapping) else ()
            return _records(schemas.flat(schema), name, schemas, named)
    return None


def _json_schema(response: Mapping[str, Any]) -> Any:
    content = response.get("content")
    for kind, media in content.items() if isinstance(content, Mapping) else ():
        if "json" in str(kind).lower() or kind == "*/*":
            return media.get("schema") if isinstance(media, Mapping) else None
    return None


def _records(
    body: FlatSchema, name: str, schemas: Schemas, headers: tuple[str, ...]
) -> AnswerFound | None:
    if body.type == "array":
        record = schemas.flat(body.items)
        return AnswerFound("@", record, True, body, headers) if record.properties else None
    if not body.properties:
        return None
    listed = _list_in(body, name, schemas)
    if listed is not None:
        return AnswerFound(listed[0], listed[1], True, body, headers)
    inner = _wrapped(body, name, schemas)
    if inner is not None:
        return AnswerFound(inner[0], inner[1], False, body, headers)
    return AnswerFound("@", body, False, body, headers)


def _list_in(
    body: FlatSchema, name: str, schemas: Schemas, deep: int = 1
) -> tuple[str, FlatSchema] | None:
    """Find the list of records: by a usual name, by that of the path, or the only one there is."""
    lists: dict[str, tuple[str, FlatSchema]] = {}
    wraps: list[tuple[str, FlatSchema]] = []
    for raw, node in list(body.properties.items())[:_MOST]:
        flat = schemas.flat(node)
        if flat.type == "array":
            record = schemas.flat(flat.items)
            if record.properties:
                lists[plain(str(raw))] = (step(str(raw)), record)
        elif flat.type == "object" and plain(str(raw)) in (*_USUAL, "embedded"):
            wraps.append((step(str(raw)), flat))
    for each in (*_USUAL, plain(name)):
        if each in lists:
            return lists[each]
    # A record may hold a list too: it is one of records only where there is little beside it.
    if len(lists) == 1 and len(body.properties) <= _FEW:
        return next(iter(lists.values()))
    for path, flat in wraps if deep else ():
        found = _list_in(flat, name, schemas, 0)
        if found is not None:
            return f"{path}.{found[0]}", found[1]
    return None


def _wrapped(body: FlatSchema, name: str, schemas: Schemas) -> tuple[str, FlatSchema] | None:
    """Find a single record in what is put around it: `{"data": {...}}`."""
    if len(body.properties) > _FEW:
        return None
    for raw, node in body.properties.items():
        if plain(str(raw)) in ("data", "result", "item", "record", plain(name)):
            flat = schemas.flat(node)
            if flat.type == "object" and flat.properties:
                return step(str(raw)), flat
    return None
