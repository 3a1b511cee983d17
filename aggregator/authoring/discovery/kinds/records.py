"""Some records: a JSON document with a list of them, or JSONL; in a file or at an address."""

import re
from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple
from urllib.parse import parse_qsl, urlsplit

from aggregator.authoring.connector.yaml_text import Noted, Todo, Tree
from aggregator.authoring.discovery.document import (
    Whereabouts,
    is_json,
    parse_json,
    read_document,
)
from aggregator.authoring.discovery.found import (
    DECIDE_MATCH,
    EMAIL,
    DiscoveredField,
    DiscoveryError,
    FoundLookup,
    FoundObject,
    FoundSystem,
)
from aggregator.authoring.discovery.guesses import is_email, is_id, match_of
from aggregator.authoring.discovery.json_values import MAX_RECORDS, fields_of, strings
from aggregator.authoring.discovery.naming import plain, singular, step

_DECIDE_RECORDS = "where the answer has its list of records, as JMESPath: data; @ is all of it"
_DECIDE_PARAM = "the parameter that takes the key"
_PATH = re.compile(r"/[A-Za-z0-9_.~!$&'()*+,;=:@%/-]*", re.ASCII)
_LINES_MOST = 100_000


class Sampled(NamedTuple):
    """`path`: JMESPath to the records in the document; None where it says nothing of that."""

    path: str | None
    records: Sequence[Any]
    many: bool


async def discover(at: Whereabouts) -> FoundSystem:
    """Read records. Raises DiscoveryError, SourceError or OSError."""
    return system_of(await read_document(at), at)


def system_of(data: bytes, at: Whereabouts) -> FoundSystem:
    """Read what the bytes of a document hold."""
    sampled = _sampled(data, at.shown)
    records = [each for each in sampled.records[:MAX_RECORDS] if isinstance(each, Mapping)]
    fields, left = fields_of(records)
    if not records or not fields:
        raise DiscoveryError(f"{at.shown} has no records in it. Fix: a list of JSON objects")
    name = _name(at, sampled.path)
    single = singular(plain(name))
    id_ = next((each for each in fields if is_id(each.name, single)), None)
    id_ = id_ if id_ is not None and id_.kind in ("text", "int", "bigint", "email") else None
    count = len(records)
    found = FoundObject(
        name=name,
        singular=singular(name),
        fields=tuple(each for each in fields if each is not id_),
        id=id_,
        lookups=(_lookup(at, sampled, fields, records),),
        left_out=left,
    )
    return FoundSystem(
        name="",
        of=f"{at.shown}, {count} record{'s' if count != 1 else ''}",
        objects=(found,),
        url=at.origin,
        notes=("Types are those of these records: others may have more, or nothing.",),
    )


def _sampled(data: bytes, shown: str) -> Sampled:
    if not is_json(data):
        return Sampled(None, _lines(data, shown), many=True)
    return _records_in(parse_json(data, shown))


def _lines(data: bytes, shown: str) -> list[Any]:
    lines = [each for each in data.splitlines()[:_LINES_MOST] if each.strip()][:MAX_RECORDS]
    found = []
    for number, line in enumerate(lines, 1):
        try:
            found.append(parse_json(line, f"{shown}, record {number},"))
        except DiscoveryError:
            if number < len(lines) or not found:
                raise
    return found


def _records_in(document: Any) -> Sampled:
    """Find the list of objects: the document, or the longest in it; else the one that it is."""
    if isinstance(document, list):
        return Sampled("@", document, many=True)
    lists = sorted(_lists(document), key=lambda each: -len(each[1]))
    if lists and (len(lists[0][1]) > 1 or len(document) <= 3):
        return Sampled(lists[0][0], lists[0][1], many=True)
    if isinstance(document, Mapping) and document:
        inner = [each for each in document.items() if isinstance(each[1], Mapping)]
        if len(document) == 1 and inner:
            return Sampled(step(str(inner[0][0])), [inner[0][1]], many=False)
        return Sampled("@", [document], many=False)
    return Sampled("@", [], many=False)


def _lists(document: Any, before: str = "", deep: int = 2) -> list[tuple[str, list[Any]]]:
    found: list[tuple[str, list[Any]]] = []
    for name, value in document.items() if isinstance(document, Mapping) else ():
        path = f"{before}{step(str(name))}"
        if isinstance(value, list) and value and all(isinstance(each, Mapping) for each in value):
            found.append((path, value))
        elif deep and isinstance(value, Mapping):
            found += _lists(value, f"{path}.", deep - 1)
    return found


def _name(at: Whereabouts, path: str | None) -> str:
    """Name the records: as the list is called, or the file, or the last word of the address."""
    last = (path or "@").rpartition(".")[2]
    usual = ("data", "items", "results", "records", "values", "content", "rows", "nodes", "@")
    if last.lower() not in usual and re.fullmatch(r"[A-Za-z_][A-Za-z0-9_]*", last):
        return last
    where = urlsplit(at.where).path if at.is_url else at.where
    words = re.split(r"[/\\]", where.rstrip("/"))
    return words[-1].partition(".")[0] or "records"


def _lookup(
    at: Whereabouts, sampled: Sampled, fields: Sequence[DiscoveredField], records: Sequence[Any]
) -> FoundLookup:
    """Draft the call: where records came from an address that has a key in it, by that."""
    parts = urlsplit(at.where)
    known = at.is_url and _PATH.fullmatch(parts.path or "/")
    path = parts.path or "/"
    said_there = dict(parse_qsl(parts.query)) if known else {}
    emails = [name for name, value in said_there.items() if "@" in value or is_email(name)]
    there: Tree = Todo(_DECIDE_RECORDS) if sampled.path is None else sampled.path
    request: Tree = Todo("the call that finds records: GET /path", "GET /TODO")
    if len(emails) == 1:
        params: dict[str, Tree] = {
            name: value
            for name, value in said_there.items()
            if "{" not in value and name != emails[0]
        }
        params[emails[0]] = "{key}"
        match = _proof(fields, records, emails[0], said_there[emails[0]])
        said: dict[str, Tree] = {
            "request": {"path": path, "params": params},
            "batch": {"style": "fan-out"},
            "records": there,
            "match": match,
        }
        words = f"GET {path}?{emails[0]}={{key}}, one key a call"
        return FoundLookup(words, EMAIL, said, sampled.many)
    if known:
        request = f"GET {path}"
    email, _ = match_of(fields, EMAIL, EMAIL)
    proof: Tree = Todo(DECIDE_MATCH) if email is None else email
    batch: Tree = {"style": "ids-param", "param": Todo(_DECIDE_PARAM), "max": 1}
    said = {"request": request, "batch": batch, "records": there, "match": proof}
    words = "a call to be said" if not known else f"GET {path}, a parameter to be said"
    return FoundLookup(words, "" if email is None else EMAIL, said)


def _proof(
    fields: Sequence[DiscoveredField], records: Sequence[Any], param: str, value: str
) -> Tree:
    """Find where each record repeats the address that was asked for."""
    path, _ = match_of(fields, param, EMAIL)
    for each, text in strings(records[0]):
        same = text.strip().lower() == value.strip().lower()
        if same and all(
            dict(strings(one)).get(each, "").lower() == text.lower() for one in records
        ):
            return each
    if path is None:
        return Todo(DECIDE_MATCH)
    return Noted(path, "a guess: these records do not repeat what was asked for")
