"""JSON Schema, as OpenAPI has it, read as the fields of an object.

Documents are other people's: references may lead in circles or nowhere, schemas may be as wide and
as deep as somebody likes. So everything that is looked at is counted, and depth is bounded.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from aggregator.authoring.discovery.found import (
    MAX_FIELDS,
    DiscoveredField,
    DiscoveryError,
    FieldKind,
)
from aggregator.authoring.discovery.guesses import counted_moment, moment_of, with_money
from aggregator.authoring.discovery.naming import step

MAX_LOOKS = 2_000_000
"""Schemas that are looked at in one document, those that are referred to again counted again."""

MAX_DEPTH = 2
"""Objects within an object that become parts of its type."""

MAX_PART_FIELDS = (MAX_FIELDS, 20, 10)
"""Fields of an object, of its parts, and of theirs."""

MAX_MADE = 300
"""Fields of an object with all its parts: once there are as many, no part is added."""

MAX_COMBINED = 12
"""Schemas within `allOf`, one in the other, and references that lead to references."""

MAX_WORDS = 50
LONGEST_WORD = 80

_FORMATS: Mapping[str, FieldKind] = {
    "date-time": "moment",
    "date": "moment",
    "datetime": "moment",
    "uri": "url",
    "url": "url",
    "email": "email",
    "decimal": "float",
}
_INTEGERS: Mapping[str, FieldKind] = {"int32": "int", "int64": "bigint"}
_EPOCHS: Mapping[str, str] = {"unix-time": "s", "unixtime": "s", "timestamp": "s", "epoch": "s"}


@dataclass(slots=True)
class FlatSchema:
    """A schema with its references followed and what it is made of put together.

    type   "object", "array", "string", ...; "" where it is not said, or is one of several
    name   of the schema that was referred to, if any
    """

    type: str = ""
    format: str = ""
    name: str = ""
    says: str = ""
    properties: dict[str, Any] = field(default_factory=dict)
    items: Any = None
    words: Sequence[Any] = ()
    most_items: int | None = None
    maximum: int | None = None
    default: Any = None


class Schemas:
    """The schemas of one document."""

    def __init__(self, document: Mapping[str, Any]) -> None:
        self._document = document
        self._looks = 0
        self._made = 0
        self._known: dict[str, FlatSchema] = {}

    def at(self, node: Any) -> Mapping[str, Any]:
        """Follow a local reference to its end; nothing where it leads nowhere."""
        for _ in range(MAX_COMBINED):
            self._look()
            if not isinstance(node, Mapping):
                return {}
            reference = node.get("$ref")
            if not isinstance(reference, str):
                return node
            node = self._found(reference)
        return {}

    def flat(self, node: Any) -> FlatSchema:
        """Put together what a schema says; what is referred to again is not read again."""
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        if isinstance(reference, str) and reference in self._known:
            self._look()
            return replace(self._known[reference])
        flat = FlatSchema()
        self._add(flat, node, MAX_COMBINED)
        if not flat.type and flat.properties:
            flat.type = "object"
        if isinstance(reference, str):
            self._known[reference] = replace(flat)
        return flat

    def fields(
        self, flat: FlatSchema, above: tuple[str, ...] = ()
    ) -> tuple[list[DiscoveredField], int]:
        """Give the fields of an object, and how many are left out of it.

        `above` are the schemas that it is a part of: none of them is a part of it.
        """
        found: list[DiscoveredField] = []
        self._made = self._made if above else 0
        most = MAX_PART_FIELDS[len(above)]
        left = max(0, len(flat.properties) - most)
        for name, node in list(flat.properties.items())[:most]:
            one = self._field(str(name), node, (*above, flat.name))
            if one is None:
                left += 1
            else:
                found.append(one)
        return list(with_money(found)), left

    def _field(self, name: str, node: Any, above: tuple[str, ...]) -> DiscoveredField | None:
        self._made += 1
        flat = self.flat(node)
        many = flat.type == "array"
        if many:
            says = flat.says
            flat = self.flat(flat.items)
            flat.says = says or flat.says
        base = DiscoveredField(name, step(name), "text", many=many, says=flat.says)
        if flat.type == "array":
            return None  # a list of lists
        if flat.type == "object":
            return self._part(base, flat, above)
        return _value(base, flat)

    def _part(
        self, base: DiscoveredField, flat: FlatSchema, above: tuple[str, ...]
    ) -> DiscoveredField | None:
        circular = bool(flat.name) and flat.name in above
        if not flat.properties or circular or len(above) > MAX_DEPTH or self._made > MAX_MADE:
            return None
        fields = [each for each in self.fields(flat, above)[0] if each.kind != "unknown"]
        if not fields:
            return None
        return _with(base, "part", fields=tuple(fields))

    def _add(self, flat: FlatSchema, node: Any, depth: int) -> None:
        reference = node.get("$ref") if isinstance(node, Mapping) else None
        schema = self.at(node)
        if isinstance(reference, str) and not flat.name:
            flat.name = reference.rpartition("/")[2]
        if depth == 0:
            return
        for each in _listed(schema.get("allOf")):
            self._add(flat, each, depth - 1)
        others = [*_listed(schema.get("anyOf")), *_listed(schema.get("oneOf"))]
        real = [each for each in others if self.at(each).get("type") != "null"]
        if len(real) == 1:  # it may be null, and that is all
            self._add(flat, real[0], depth - 1)
        elif real:
            flat.type = _common(self.at(each).get("type") for each in real[:MAX_COMBINED])
            return
        self._look(len(schema.get("properties") or ()))
        _own(flat, schema)

    def _found(self, reference: str) -> Any:
        if not reference.startswith("#/"):
            return None
        node: Any = self._document
        for part in reference[2:].split("/")[:MAX_COMBINED]:
            name = (
                part.replace("~1", "/").replace("~0", "~").replace("%7B", "{").replace("%7D", "}")
            )
            node = node.get(name) if isinstance(node, Mapping) else None
        return node

    def _look(self, count: int = 1) -> None:
        self._looks += count
        if self._looks > MAX_LOOKS:
            raise DiscoveryError(
                f"The document refers to more than {MAX_LOOKS:,} schemas. Fix: leave out of it "
                "what is not needed"
            )


def _own(flat: FlatSchema, schema: Mapping[str, Any]) -> None:
    """Add what a schema says itself."""
    types = [each for each in _listed_or_one(schema.get("type")) if each != "null"]
    if len(types) == 1 and isinstance(types[0], str):
        flat.type = types[0]
    elif types:
        flat.type = ""
    for word, name in (("format", "format"), ("description", "says")):
        if isinstance(schema.get(word), str):
            setattr(flat, name, schema[word])
    properties = schema.get("properties")
    if isinstance(properties, Mapping):
        flat.properties |= properties
    if "items" in schema:
        flat.items = schema["items"]
    words = [each for each in _listed(schema.get("enum")) if each is not None]
    if words:
        flat.words = words
    if isinstance(schema.get("const"), str):
        flat.words = [schema["const"]]
    flat.most_items = _whole(schema.get("maxItems"), flat.most_items)
    flat.maximum = _whole(schema.get("maximum"), flat.maximum)
    flat.default = schema.get("default", flat.default)


def _value(base: DiscoveredField, flat: FlatSchema) -> DiscoveredField:
    if flat.type == "string":
        return _text(base, flat)
    if flat.type == "boolean":
        return _with(base, "boolean")
    if flat.type == "integer":
        made = _with(base, _INTEGERS.get(flat.format, "bigint"))
        if flat.format in _EPOCHS:
            return counted_moment(made, _EPOCHS[flat.format])
        return counted_moment(made) if moment_of(base.name) else made
    if flat.type == "number":
        return _with(base, "float")
    return _with(base, "unknown", note="the document does not say what it is")


def _text(base: DiscoveredField, flat: FlatSchema) -> DiscoveredField:
    words = flat.words
    short = all(isinstance(each, str) and 0 < len(each) <= LONGEST_WORD for each in words)
    if short and 0 < len(words) <= MAX_WORDS:
        return _with(base, "enum", words=tuple(dict.fromkeys(words)))
    return _with(base, _FORMATS.get(flat.format, "text"))


def _with(
    base: DiscoveredField,
    kind: FieldKind,
    *,
    words: tuple[str, ...] = (),
    fields: tuple[DiscoveredField, ...] = (),
    note: str = "",
) -> DiscoveredField:
    return DiscoveredField(
        base.name, base.path, kind, base.many, base.says, words=words, fields=fields, note=note
    )


def _common(types: Iterator[Any]) -> str:
    found = {each for each in types if isinstance(each, str)}
    one = found.pop() if len(found) == 1 else ""
    return "" if one in ("object", "array") else one


def _listed(value: Any) -> list[Any]:
    return value if isinstance(value, list) else []


def _listed_or_one(value: Any) -> list[Any]:
    return value if isinstance(value, list) else [] if value is None else [value]


def _whole(value: Any, otherwise: int | None) -> int | None:
    if isinstance(value, int) and not isinstance(value, bool) and value > 0:
        return value
    return otherwise
