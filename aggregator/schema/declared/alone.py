"""What must hold of a `types.graphql` by itself: its kinds of definitions, its names, its shapes.

Names become attributes, JSON keys and words of generated Python, so they are held to what is a
plain name in all of these.
"""

import keyword
import re
from collections.abc import Iterator, Mapping

from graphql import (
    DirectiveDefinitionNode,
    DirectiveNode,
    EnumTypeDefinitionNode,
    EnumTypeExtensionNode,
    FieldDefinitionNode,
    FragmentDefinitionNode,
    InputObjectTypeDefinitionNode,
    InputObjectTypeExtensionNode,
    InterfaceTypeDefinitionNode,
    InterfaceTypeExtensionNode,
    ListTypeNode,
    Node,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    OperationDefinitionNode,
    ScalarTypeDefinitionNode,
    ScalarTypeExtensionNode,
    SchemaDefinitionNode,
    SchemaExtensionNode,
    StringValueNode,
    UnionTypeDefinitionNode,
    UnionTypeExtensionNode,
    print_ast,
)

from aggregator.schema.declared.declaration import (
    ID,
    DeclaredTypes,
    ObjectNode,
    TypesFault,
    named,
)
from aggregator.schema.names import graphql_name, python_name

KIND = "types-kind"
NAME = "types-name"
NULL = "types-null"
NEEDED_ID = "types-id"
TWICE = "types-twice"
UNSAID = "types-todo"

LONGEST = 80
"""Characters of a name."""

_TYPE = re.compile(r"[A-Z][A-Za-z0-9]*", re.ASCII)
_FIELD = re.compile(r"[a-z][A-Za-z0-9]*", re.ASCII)
_WORD = re.compile(r"[A-Z][A-Z0-9]*(_[A-Z0-9]+)*", re.ASCII)

_OURS: Mapping[str, str] = {
    "source": "the schema gives it to each type that has an `id`",
    "keys": "the keys of a record are called so",
    "self": "Python calls an object itself so",
}
"""Names of fields that are taken, and by what."""

_ROOTS = frozenset({"Mutation"})
"""What a schema that is read again would take for more than a type."""

_KINDS: Mapping[type[Node], str] = {
    ScalarTypeDefinitionNode: "A scalar of one's own",
    ScalarTypeExtensionNode: "A scalar of one's own",
    InterfaceTypeDefinitionNode: "An interface",
    InterfaceTypeExtensionNode: "An interface",
    UnionTypeDefinitionNode: "A union",
    UnionTypeExtensionNode: "A union",
    InputObjectTypeDefinitionNode: "An input",
    InputObjectTypeExtensionNode: "An input",
    EnumTypeExtensionNode: "Another word for an enum that is there",
    DirectiveDefinitionNode: "A directive",
    SchemaDefinitionNode: "A schema definition",
    SchemaExtensionNode: "A schema definition",
    OperationDefinitionNode: "A query",
    FragmentDefinitionNode: "A fragment",
}


def faults_alone(types: DeclaredTypes) -> Iterator[TypesFault]:
    """Yield what cannot be, whatever else there is."""
    for node in types.document.definitions:
        if isinstance(node, ObjectTypeDefinitionNode):
            yield from _type_name(node, node.name.value)
            yield from _object(node)
        elif isinstance(node, ObjectTypeExtensionNode):
            yield from _object(node)
        elif isinstance(node, EnumTypeDefinitionNode):
            yield from _type_name(node, node.name.value)
            yield from _enum(node)
        else:
            what = _KINDS.get(type(node), "This")
            yield TypesFault(KIND, node, f"{what} is not read here: types, enums and `extend type`")


def _object(node: ObjectNode) -> Iterator[TypesFault]:
    for interface in node.interfaces or ():
        what = f"An interface is not read here: leave `implements {interface.name.value}` out"
        yield TypesFault(KIND, interface, what)
    yield from _directives(node.directives or ())
    if not node.fields:
        yield TypesFault(KIND, node, f"{node.name.value} has no fields")
    for field in node.fields or ():
        yield from _field_name(node, field)
        yield from _field(node, field)


def _enum(node: EnumTypeDefinitionNode) -> Iterator[TypesFault]:
    yield from _directives(node.directives or ())
    if not node.values:
        yield TypesFault(KIND, node, f"{node.name.value} has no words")
    seen: set[str] = set()
    for value in node.values or ():
        word = value.name.value
        if word in seen:
            yield TypesFault(TWICE, value, f"{node.name.value} has the word {word} twice")
        seen.add(word)
        yield from _directives(value.directives or (), deprecated=True)
        if not _WORD.fullmatch(word) or len(word) > LONGEST:
            what = f"`{word}` is no word of an enum: they are in capitals, as PAST_DUE"
            near = re.sub(r"[^A-Z0-9]+", "_", word.upper()).strip("_")
            meant = (near,) if _WORD.fullmatch(near) and len(near) <= LONGEST else ()
            yield TypesFault(NAME, value, what, meant)


def _type_name(node: Node, name: str) -> Iterator[TypesFault]:
    if name in _ROOTS:
        yield TypesFault(NAME, node, f"A type cannot be called {name}: GraphQL means another thing")
    if not _TYPE.fullmatch(name) or len(name) > LONGEST or keyword.iskeyword(name):
        what = f"`{name}` is no type's name: letters and digits, a capital first, as FleetVehicle"
        near = "".join(part[:1].upper() + part[1:] for part in re.split(r"[^A-Za-z0-9]+", name))
        meant = (near,) if _TYPE.fullmatch(near) and not keyword.iskeyword(near) else ()
        yield TypesFault(NAME, node, what, meant)


def _field_name(holder: ObjectNode, field: FieldDefinitionNode) -> Iterator[TypesFault]:
    name = field.name.value
    if name in _OURS:
        yield TypesFault(NAME, field, f"A field cannot be called `{name}`: {_OURS[name]}")
    elif keyword.iskeyword(name):
        what = f"A field cannot be called `{name}`, which is a word of Python, as cards may be"
        near = holder.name.value[:1].lower() + holder.name.value[1:] + name.capitalize()
        yield TypesFault(NAME, field, what, (near,))
    elif not _FIELD.fullmatch(name) or len(name) > LONGEST or not _both_ways(name):
        what = f"`{name}` is no field's name: letters and digits, a small one first, as startedAt"
        near = graphql_name(re.sub(r"[^A-Za-z0-9]+", "_", name).strip("_"))
        near = near[:1].lower() + near[1:]
        fits = _FIELD.fullmatch(near) and len(near) <= LONGEST and not keyword.iskeyword(near)
        yield TypesFault(NAME, field, what, (near,) if fits and near not in _OURS else ())


def _both_ways(name: str) -> bool:
    return graphql_name(python_name(name)) == name


def _field(holder: ObjectNode, field: FieldDefinitionNode) -> Iterator[TypesFault]:
    name = f"{holder.name.value}.{field.name.value}"
    for argument in field.arguments or ():
        what = f"{name} takes no arguments: a list has `first` by itself, and there are no others"
        yield TypesFault(KIND, argument, what)
    yield from _directives(field.directives or (), deprecated=True)
    written = print_ast(field.type)
    if named(field.type).name.value == "TODO":
        what = f"The type of {name} is still to be said: String, Int, Boolean, DateTime or another"
        hint = "Or leave the field out, here and in connector.yaml."
        yield TypesFault(UNSAID, named(field.type), what, hint=hint)
        return
    if field.name.value == ID:
        if isinstance(holder, ObjectTypeExtensionNode):
            what = "`id` belongs to the type itself: an extension cannot add it"
            yield TypesFault(NEEDED_ID, field, what)
        elif written != "ID!":
            what = f"{name} is `ID!`: what a record is known by in its system"
            hint = "A number of another meaning has a name of its own, such as `number`."
            yield TypesFault(NEEDED_ID, field.type, what, ("ID!",), hint)
        return
    bare = written.replace("!", "")
    if bare.startswith("[["):
        yield TypesFault(KIND, field.type, f"{name} is a list of lists, which is not read here")
    elif bare != written:
        what = f"{name} may be null: a value that cannot be read costs its field and nothing else"
        yield TypesFault(NULL, _strict(field), what, (bare,))


def _strict(field: FieldDefinitionNode) -> Node:
    """Find the part of a field's type to be replaced: all of it."""
    type_ = field.type
    return type_ if isinstance(type_, NonNullTypeNode | ListTypeNode) else field


def _directives(
    nodes: tuple[DirectiveNode, ...], *, deprecated: bool = False
) -> Iterator[TypesFault]:
    for number, node in enumerate(nodes):
        if node.name.value != "deprecated" or not deprecated or number:
            what = f"@{node.name.value} is not read here: only @deprecated, on fields and words"
            yield TypesFault(KIND, node, what)
            continue
        for argument in node.arguments or ():
            if argument.name.value != "reason" or not isinstance(argument.value, StringValueNode):
                what = '@deprecated takes a text: @deprecated(reason: "...")'
                yield TypesFault(KIND, argument, what)
