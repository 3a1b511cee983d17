"""From what was found to the files of a connector: a manifest, and the types that it fills."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace

from graphql import assert_object_type

from aggregator.authoring.connector.draft import HEADING
from aggregator.authoring.connector.types_text import (
    EnumBlock,
    FieldLine,
    TypeBlock,
    extension,
    types_text,
)
from aggregator.authoring.connector.yaml_text import Noted, Todo, Tree, manifest_text
from aggregator.authoring.discovery.found import (
    DECIDE_ID,
    DECIDE_KEY,
    DiscoveredField,
    FieldKind,
    FoundLookup,
    FoundObject,
    FoundSystem,
)
from aggregator.authoring.discovery.naming import (
    enum_word,
    field_name,
    free,
    type_name,
    word_name,
)
from aggregator.connectors.folders import FILE, TYPES
from aggregator.language.inputs import TYPES as TAKEN_TYPES
from aggregator.world import World

CUSTOMER = "Customer"
UNKNOWN_MAX = 10
"""Fields of unknown type of one object that are left to be said; more are left out."""

_TYPES: Mapping[FieldKind, str] = {
    "text": "String",
    "int": "Int",
    "bigint": "BigInt",
    "float": "Float",
    "boolean": "Boolean",
    "moment": "DateTime",
    "url": "URL",
    "email": "Email",
    "money": "Money",
    "unknown": "TODO",
}
_TRANSFORMS: Mapping[FieldKind, str] = {
    "int": "int",
    "bigint": "int",
    "float": "float",
    "moment": "datetime",
    "url": "url",
    "email": "trim",
    "money": "money",
}


@dataclass(frozen=True, slots=True)
class Taken:
    """Names that are in use already: of types, and of a customer's fields."""

    types: frozenset[str]
    fields: frozenset[str]

    @classmethod
    def of(cls, world: World, key: str) -> "Taken":
        """Take those of a world but what the connector `key` declares, which is written anew."""
        own = frozenset(world.declares(key)) if key in world.connectors else frozenset()
        types = {*world.schema.type_map, *TAKEN_TYPES, "Mutation"} - own
        customer = assert_object_type(world.schema.type_map[CUSTOMER])
        fields = {each for each in customer.fields if f"{CUSTOMER}.{each}" not in own}
        return cls(frozenset(types), frozenset(fields))


def files_of(
    system: FoundSystem, key: str, chosen: Sequence[FoundObject], taken: Taken
) -> Mapping[str, str]:
    """Write the files of the connector `key`, by their names, for the objects `chosen`."""
    name = system.name or key.replace("_", " ").capitalize()
    made = _Made(replace(system, name=name), key, taken)
    for each in chosen:
        made.add(each)
    heading = (*HEADING, f"Drafted from {system.of}.", *(made.notes))
    return {FILE: manifest_text(made.manifest(), heading), TYPES: types_text(made.blocks())}


@dataclass
class _Made:
    """The two files while they grow. Names that were given are taken from then on."""

    system: FoundSystem
    key: str
    taken: Taken
    lookups: dict[str, dict[str, Tree]] = field(default_factory=dict)
    types: list[TypeBlock | EnumBlock] = field(default_factory=list)
    provided: dict[str, str] = field(default_factory=dict)
    notes: list[str] = field(default_factory=list)
    names: set[str] = field(default_factory=set)
    lookup_of: dict[str, str] = field(default_factory=dict)

    def manifest(self) -> Mapping[str, Tree]:
        system = self.system
        said: dict[str, Tree] = {"name": system.name, "category": system.category}
        if system.documentation:
            said["documentation"] = system.documentation
        said["authentication"] = system.authentication
        if system.url:
            said["url"] = system.url
        if system.options:
            said["options"] = dict(system.options)
        return {**said, "lookups": dict(self.lookups)}

    def blocks(self) -> list[TypeBlock | EnumBlock]:
        return [*self.types, extension(CUSTOMER, self.provided)]

    def add(self, of: FoundObject) -> None:
        """Draft a type, its field of a customer, and the lookup that fills it."""
        name = self._lookup_name(of)
        lookup = self.system.best(of)
        many = lookup.many if lookup else True
        says = of.says or f"What {self.system.name} has of a customer."
        type_ = self._type(of.singular, of.singular, of.fields, says, record=True)
        taken = {*self.taken.fields, *self.provided}
        shown = field_name(of.name if many else of.singular, type_, ())
        if shown in taken:
            shown = free(field_name(f"{self.key}_{shown}", type_, ()), taken)
        self.provided[shown] = f"[{type_}]" if many else type_
        fields = {"id": _id(of), **_mapped(of.fields, of.singular)}
        words = {"provides": f"{CUSTOMER}.{shown}"}
        self.lookups[name] = self._words(of, lookup, words, shown, fields, name)
        if of.left_out:
            self.notes.append(f"{type_}: {of.left_out} more fields were left out.")

    def _lookup_name(self, of: FoundObject) -> str:
        """Name it; one that was drafted on the way to another has its name already."""
        if of.name not in self.lookup_of:
            self.lookup_of[of.name] = free(word_name(of.name), set(self.lookup_of.values()), "_")
        return self.lookup_of[of.name]

    def _words(
        self,
        of: FoundObject,
        lookup: FoundLookup | None,
        first: Mapping[str, Tree],
        shown: str,
        fields: Mapping[str, Tree],
        name: str,
    ) -> dict[str, Tree]:
        said = dict(lookup.said) if lookup else {}
        words: dict[str, Tree] = dict(first)
        before = self.system.chain(of, lookup) if lookup else None
        if lookup is not None and before is not None:
            kind = word_name(lookup.key)
            words["via"] = {f"{CUSTOMER}.{shown}": self._step_over(before, kind)}
            words["key"] = kind
        else:
            words["key"] = _key(lookup)
        keys = self.lookups.get(name, {}).get("keys")  # told by what is asked by way of it
        words |= said
        if lookup is None or lookup.many:
            words["many"] = True
        if keys:
            words["keys"] = keys
        words["fields"] = fields
        return words

    def _step_over(self, before: FoundObject, kind: str) -> str:
        """Name the lookup that is asked before, whose records hold the key `kind`."""
        name = self._lookup_name(before)
        if name not in self.lookups:
            lookup = self.system.best(before)
            words = self._words(before, lookup, {}, "", {"id": _id(before)}, name)
            words.pop("many", None)
            words.pop("per_key", None)
            self.lookups[name] = words
        words = self.lookups[name]
        keys = words.get("keys")
        fields = words.pop("fields")
        path = before.id.path if before.id else "id"
        words["keys"] = {**(keys if isinstance(keys, Mapping) else {}), kind: path}
        words["fields"] = fields
        return name

    def _type(
        self,
        raw: str,
        label: str,
        fields: Sequence[DiscoveredField],
        says: str,
        *,
        record: bool = False,
    ) -> str:
        """Declare a type with all that its fields need. `label`: what the system calls it."""
        name = type_name(raw, self.key, {*self.taken.types, *self.names})
        self.names.add(name)
        place = len(self.types)
        lines = [FieldLine("id", "ID!")] if record else []
        for shown, each in _named(fields, label):
            lines.append(FieldLine(shown, self._type_of(each, name, shown), each.says, each.note))
        self.types.insert(place, TypeBlock(name, lines, says))
        return name

    def _type_of(self, each: DiscoveredField, holder: str, shown: str) -> str:
        if each.kind == "part":
            inner = self._type(f"{holder}_{shown}", each.name, each.fields, each.says)
        elif each.kind == "enum":
            taken = {*self.taken.types, *self.names}
            inner = type_name(f"{holder}_{shown}", self.key, taken)
            self.names.add(inner)
            self.types.append(EnumBlock(inner, list(_words_of(each).values()), ""))
        else:
            inner = _TYPES[each.kind]
        return f"[{inner}]" if each.many else inner


def _key(lookup: FoundLookup | None) -> Tree:
    if lookup is None or not lookup.own:
        return Todo(DECIDE_KEY)
    return Noted(lookup.key, lookup.note) if lookup.note else lookup.key


def _named(fields: Sequence[DiscoveredField], holder: str) -> list[tuple[str, DiscoveredField]]:
    """Give each field its name: the same one wherever it is asked for."""
    found: dict[str, DiscoveredField] = {}
    unknown = 0
    for each in fields:
        unknown += each.kind == "unknown"
        if each.kind != "unknown" or unknown <= UNKNOWN_MAX:
            found[field_name(each.name, holder, found)] = each
    return list(found.items())


def _words_of(found: DiscoveredField) -> Mapping[str, str]:
    """Each word of the system's -> that of the schema."""
    words: dict[str, str] = {}
    for raw in found.words:
        words[raw] = enum_word(raw, set(words.values()))
    return words


def _id(of: FoundObject) -> Tree:
    path: Tree = Todo(DECIDE_ID)
    if of.id is not None:
        path = Noted(of.id.path, of.id.note) if of.id.note else of.id.path
    return {"path": path, "transform": "text"}


def _mapped(fields: Sequence[DiscoveredField], label: str) -> dict[str, Tree]:
    return {shown: _value(each) for shown, each in _named(fields, label)}


def _value(found: DiscoveredField) -> Tree:
    """Say how a field is read from a record."""
    if found.kind == "part":
        many: Mapping[str, Tree] = {"many": True} if found.many else {}
        return {"path": found.path, **many, "fields": _mapped(found.fields, found.name)}
    note = found.note if found.kind != "unknown" else ""
    said: dict[str, Tree] = {"path": Noted(found.path, note) if note else found.path}
    if found.kind == "enum":
        said["table"] = dict(_words_of(found))
    elif found.kind in _TRANSFORMS:
        said["transform"] = _TRANSFORMS[found.kind]
    if found.options:
        said["options"] = dict(found.options)
    return found.path if len(said) == 1 and not note else said
