"""What one connector declares, and what may be wrong with it: a finding before it has a place."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from graphql import (
    DocumentNode,
    EnumTypeDefinitionNode,
    FieldDefinitionNode,
    ListTypeNode,
    NamedTypeNode,
    Node,
    NonNullTypeNode,
    ObjectTypeDefinitionNode,
    ObjectTypeExtensionNode,
    TypeNode,
)

ID = "id"

ObjectNode = ObjectTypeDefinitionNode | ObjectTypeExtensionNode
DeclaredNode = ObjectTypeDefinitionNode | EnumTypeDefinitionNode
"""What has a type's name: an object or an enum."""


@dataclass(frozen=True, slots=True)
class DeclaredTypes:
    """The `types.graphql` of the connector `owner`. Equal texts declare the same."""

    owner: str
    text: str
    document: DocumentNode = field(compare=False, repr=False)

    @property
    def objects(self) -> Iterator[ObjectTypeDefinitionNode]:
        yield from (n for n in self.document.definitions if isinstance(n, ObjectTypeDefinitionNode))

    @property
    def extensions(self) -> Iterator[ObjectTypeExtensionNode]:
        yield from (n for n in self.document.definitions if isinstance(n, ObjectTypeExtensionNode))

    @property
    def enums(self) -> Iterator[EnumTypeDefinitionNode]:
        yield from (n for n in self.document.definitions if isinstance(n, EnumTypeDefinitionNode))

    @property
    def types(self) -> Iterator[DeclaredNode]:
        yield from self.objects
        yield from self.enums

    @property
    def names(self) -> Iterator[str]:
        """Yield what it adds to a schema: its types, and the fields of others (`Contact.score`)."""
        yield from (node.name.value for node in self.types)
        for holder in self.extensions:
            yield from (f"{holder.name.value}.{each.name.value}" for each in holder.fields or ())

    @property
    def fields(self) -> Iterator[tuple[ObjectNode, FieldDefinitionNode]]:
        """Yield each field with the type or extension that it stands in."""
        holders: list[ObjectNode] = [*self.objects, *self.extensions]
        for holder in holders:
            for each in holder.fields or ():
                yield holder, each


@dataclass(frozen=True, slots=True)
class TypesFault:
    """One fault of a `types.graphql`.

    code   of the rule that explains it (`aggregator explain`)
    node   the part of the file that it is about
    meant  what could stand in the place of its name
    """

    code: str
    node: Node
    message: str
    meant: tuple[str, ...] = ()
    hint: str | None = None


def is_record(holder: ObjectTypeDefinitionNode) -> bool:
    """Whether its objects are records of a system, which a lookup provides: it has an `id`."""
    return any(each.name.value == ID for each in holder.fields or ())


def named(type_: TypeNode) -> NamedTypeNode:
    """Give the type inside `[X!]!`."""
    while isinstance(type_, NonNullTypeNode | ListTypeNode):
        type_ = type_.type
    assert isinstance(type_, NamedTypeNode)  # noqa: S101 -- there is nothing else
    return type_
