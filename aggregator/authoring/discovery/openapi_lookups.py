"""Ways to ask for records, in the operations of an OpenAPI document.

A parameter that takes one value is asked for one key, whatever its description promises: a server
that heeds the first of several alone would leave the others without their records, and say nothing.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from aggregator.authoring.connector.yaml_text import Noted, Todo, Tree
from aggregator.authoring.discovery.found import (
    DECIDE_MATCH,
    DECIDE_MAX,
    EMAIL,
    DiscoveredField,
    FoundLookup,
)
from aggregator.authoring.discovery.guesses import id_of, match_of, own_key
from aggregator.authoring.discovery.json_schema import FlatSchema, Schemas
from aggregator.authoring.discovery.naming import plain, singular, word_name
from aggregator.authoring.discovery.openapi_answer import AnswerFound
from aggregator.authoring.discovery.openapi_pages import PageBounds, bounds_of
from aggregator.authoring.discovery.openapi_source import option_name

KEY = "{key}"
LONGEST = 100
MAX_LIMIT = 1000

_PATH = re.compile(r"/[A-Za-z0-9_.~!$&'()*+,;=:@%/{}-]*", re.ASCII)
_SPOT = re.compile(r"\{([^{}/]{1,100})\}")
_READING = re.compile(r"search|query|find|lookup|list|batch|filter|read", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Operation:
    """One operation: `path` as it is called at the source, `parameters` by place and name."""

    method: str
    path: str
    parameters: Mapping[tuple[str, str], Mapping[str, Any]]
    said: Mapping[str, Any]
    answer: AnswerFound

    def of(self, place: str) -> Iterator[tuple[str, Mapping[str, Any]]]:
        for (where, name), each in self.parameters.items():
            if where == place:
                yield name, each

    @property
    def documented_missing(self) -> bool:
        return "404" in (self.said.get("responses") or {})


class LookupsFound:
    """The lookups of one operation. `options` are what its paths want of a source."""

    def __init__(
        self, operation: Operation, fields: Sequence[DiscoveredField], name: str, schemas: Schemas
    ) -> None:
        self._of = operation
        self._fields = fields
        self._single = singular(plain(name))
        self._schemas = schemas
        self.options: dict[str, Tree] = {}
        flats = {name: schemas.flat(_schema(each)) for name, each in operation.of("query")}
        answer = operation.answer
        self._flats = flats
        self._bounds = bounds_of(flats, answer.body, answer.headers, schemas)

    def found(self) -> Iterator[FoundLookup]:
        """Yield each way to ask; those that need a body are POSTs that are there to read."""
        if not _PATH.fullmatch(self._of.path) or len(self._of.path) > 300:
            return
        if self._of.method == "post":
            yield from self._in_body()
        if self._of.method == "get":
            spots = _SPOT.findall(self._of.path)
            if spots:
                yield self._in_path(spots[-1])
            for name, each in self._of.of("query"):
                yield from self._in_query(name, each)

    def bare(self) -> FoundLookup | None:
        """Give the operation as a way to ask of which nothing is known but itself."""
        if self._of.method != "get" or not _PATH.fullmatch(self._of.path):
            return None
        batch: Tree = {"style": "ids-param", "param": Todo("the parameter that takes the keys"),
                       "max": 1}  # fmt: skip
        path = self._path(None)
        said = self._said({}, batch, Todo(DECIDE_MATCH), path)
        return FoundLookup(f"GET {path}, without a parameter for a customer", "", said)

    def _in_path(self, spot: str) -> FoundLookup:
        key = own_key(spot) or self._holder(spot)
        path = self._path(spot)
        missing: Tree = ["404"]
        if not self._of.documented_missing:
            missing = Noted(["404"], "a guess: the document does not say what it answers then")
        batch: Tree = {"style": "fan-out"}
        said = self._said({}, batch, None, path)
        many = self._of.answer.many
        words = f"GET {path}, one key a call"
        return FoundLookup(words, key, {**said, "missing": missing}, many)

    def _holder(self, spot: str) -> str:
        """Say whose id a spot of the path is: that of `{id}` is told by the word before it."""
        before = self._of.path.partition(f"{{{spot}}}")[0].rstrip("/").rpartition("/")[2]
        of = id_of(spot) or singular(plain(before))
        return singular(plain(before)) if plain(spot) in ("id", "uuid", "key") else of

    def _in_query(self, name: str, parameter: Mapping[str, Any]) -> Iterator[FoundLookup]:
        flat = self._flats[name]
        key = self._key(name, flat)
        if key is None or len(name) > LONGEST or not name.isprintable():
            return
        path = self._path(None)
        if flat.type == "array":
            yield self._listed(name, parameter, flat, key, path)
        elif flat.type in ("string", "integer", ""):
            match = self._match(name, key)
            said = self._said({name: KEY}, {"style": "fan-out"}, match, path)
            yield FoundLookup(f"GET {path}?{name}={KEY}, one key a call", key, said)

    def _listed(
        self, name: str, parameter: Mapping[str, Any], flat: FlatSchema, key: str, path: str
    ) -> FoundLookup:
        exploded = parameter.get("explode", parameter.get("style", "form") == "form")
        form: Mapping[str, Tree] = {} if exploded else {"form": "comma"}
        most: Tree = flat.most_items or Todo(DECIDE_MAX)
        batch: Tree = {"style": "ids-param", "param": name, **form, "max": most}
        said = self._said({}, batch, self._match(name, key), path, shared=True)
        how = f"up to {flat.most_items} keys a call" if flat.most_items else "many keys a call"
        return FoundLookup(f"GET {path}?{name}={KEY}, {how}", key, said)

    def _in_body(self) -> Iterator[FoundLookup]:
        said = f"{self._of.path} {self._of.said.get('operationId', '')}"
        body = self._schemas.at(self._of.said.get("requestBody"))
        content = body.get("content")
        media = content.get("application/json") if isinstance(content, Mapping) else None
        if not _READING.search(said) or not isinstance(media, Mapping):
            return
        flat = self._schemas.flat(media.get("schema"))
        for name, node in list(flat.properties.items())[:LONGEST]:
            inner = self._schemas.flat(node)
            key = self._key(str(name), inner)
            plain_name = re.fullmatch(r"[A-Za-z_][A-Za-z0-9_-]*", str(name), re.ASCII)
            if key is None or not plain_name or inner.type not in ("array", "string"):
                continue
            yield self._posted(str(name), inner, key)

    def _posted(self, name: str, inner: FlatSchema, key: str) -> FoundLookup:
        path = self._path(None)
        batch: dict[str, Tree] = {"style": "fan-out"}
        if inner.type == "array":
            most: Tree = inner.most_items or Todo(DECIDE_MAX)
            batch = {"style": "body-ids", "field": name, "max": most}
        request: dict[str, Tree] = {"method": "POST", "path": path}
        if inner.type != "array":
            request["body"] = {name: KEY}
        match = self._match(name, key)
        said: dict[str, Tree] = {"request": request, "batch": batch}
        said |= {"records": self._of.answer.records, "match": match}
        how = f"up to {inner.most_items} keys" if inner.most_items else "many keys"
        how = f"{how} a call" if inner.type == "array" else "one key a call"
        return FoundLookup(f"POST {path} with {name}, {how}", key, said)

    def _key(self, name: str, flat: FlatSchema) -> str | None:
        """Say what a parameter is asked by; None where it is none of a customer's."""
        held = self._schemas.flat(flat.items) if flat.type == "array" else flat
        own = EMAIL if held.format == "email" else own_key(name)
        if own is not None:
            return own
        of = id_of(name)
        words = plain(name)
        if of in (None, self._single) or words in ("id", "ids", "uuid", "key"):
            return None
        is_id = words.endswith(("id", "ids", "uuid")) and words not in ("paid", "valid")
        return of if is_id or _is_person(str(of)) else None

    def _match(self, name: str, key: str) -> Tree:
        path, guessed = match_of(self._fields, name, key)
        if path is None:
            return Todo(DECIDE_MATCH)
        return Noted(path, "a guess: its only e-mail address") if guessed else path

    def _path(self, key: str | None) -> str:
        """Write the path, the key in its spot and the others as options of a source."""

        def put(found: "re.Match[str]") -> str:
            if found[1] == key:
                return KEY
            name = option_name(found[1])
            self.options[name] = {"description": f"{word_name(found[1])}, a part of the path"}
            return f"{{{name}}}"

        return _SPOT.sub(put, self._of.path)

    def _said(
        self,
        params: Mapping[str, str],
        batch: Tree,
        match: Tree,
        path: str,
        *,
        shared: bool = False,
    ) -> dict[str, Tree]:
        """Put the words of a lookup together. `shared`: one answer is for many keys."""
        fixed = {**self._fixed(set(params)), **params}
        said: dict[str, Tree] = {}
        bounds = self._bounds
        words = self._bound(bounds, fixed, shared=shared)
        said["request"] = {"path": path, "params": dict(fixed)} if fixed else f"GET {path}"
        said["batch"] = batch
        said["records"] = self._of.answer.records
        if match is not None:
            said["match"] = match
        return {**said, **words}

    def _bound(
        self, bounds: PageBounds, fixed: dict[str, Tree], *, shared: bool
    ) -> Mapping[str, Tree]:
        """Say how many come: as many as there are, by pages, or as many as are wanted."""
        most = bounds.maximum if bounds.maximum and bounds.maximum <= MAX_LIMIT else None
        if bounds.pages is not None:
            if bounds.limit is not None and most is not None:
                fixed[bounds.limit] = most
            return {"pages": dict(bounds.pages)}
        if bounds.limit is None or not self._of.answer.many:
            return {}
        if not shared:
            return {"per_key": bounds.limit}
        told: Tree = most or Todo("the most that it may say")
        return {"per_call": {"param": bounds.limit, "max": told}}

    def _fixed(self, keyed: set[str]) -> dict[str, Tree]:
        """Say what is always sent: what is required, by its default or still to be said."""
        fixed: dict[str, Tree] = {}
        for name, each in self._of.of("query"):
            if each.get("required") is not True or name in keyed or not name.isprintable():
                continue
            flat = self._flats[name]
            if flat.type == "array" and self._key(name, flat) is not None:
                continue
            known = flat.default if isinstance(flat.default, str | int) else None
            sent = str(known).lower() if isinstance(known, bool) else str(known)
            usable = known is not None and "{" not in sent and len(sent) <= LONGEST
            fixed[name[:LONGEST]] = sent if usable else Todo("what is always sent here")
        return fixed


def _schema(parameter: Mapping[str, Any]) -> Any:
    content = parameter.get("content")
    for media in content.values() if isinstance(content, Mapping) else ():
        return media.get("schema") if isinstance(media, Mapping) else None
    return parameter.get("schema")


def _is_person(of: str) -> bool:
    return of in ("customer", "user", "contact", "person", "member", "client")
