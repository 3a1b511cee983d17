"""Selections of whole types, so that a test asks for every field that a type has."""

from graphql import get_named_type, is_leaf_type, is_object_type

from tests.support.the_world import the_world


def everything(type_name: str) -> str:
    """All leaves of a type and of what lies inside it, not what another lookup provides."""
    type_ = the_world().schema.type_map[type_name]
    assert is_object_type(type_)
    parts = []
    for name, field in type_.fields.items():
        inner = get_named_type(field.type)
        if is_leaf_type(inner):
            parts.append(name)
        elif f"{type_name}.{name}" not in the_world().types_of:
            parts.append(f"{name} {{ {everything(inner.name)} }}")
    return " ".join(parts)
