"""Which kind of value a type holds: it decides a field's looks and what it can be compared with."""

from typing import Literal

from graphql import GraphQLField, GraphQLNamedType, get_named_type, is_enum_type

ValueKind = Literal[
    "enum", "number", "boolean", "moment", "money", "id", "url", "email", "markdown", "text"
]

_SCALARS: dict[str, ValueKind] = {
    "Int": "number",
    "BigInt": "number",
    "Float": "number",
    "Boolean": "boolean",
    "DateTime": "moment",
    "Money": "money",
    "ID": "id",
    "URL": "url",
    "Email": "email",
    "Markdown": "markdown",
}


def kind_of(type_: GraphQLNamedType) -> ValueKind:
    """Tell the kind of a leaf type; a scalar that is not known here is text."""
    return "enum" if is_enum_type(type_) else _SCALARS.get(type_.name, "text")


def is_ratio(field: GraphQLField, name: str) -> bool:
    """Tell whether a number is from 0 to 1: by its name, or because its description says so."""
    if get_named_type(field.type).name != "Float":
        return False
    return name.lower().endswith("ratio") or "1 is" in (field.description or "")
