"""Names in the schema's text and in Python lead to each other."""

from typing import Any

from aggregator.schema.names import graphql_name, python_name
from aggregator.schema.promises import filled_fields
from tests.support.the_world import the_world


def test_each_field_that_a_source_can_fill_is_found_by_its_name_in_the_schema() -> None:
    for type_ in the_world().types_of.values():
        for name, field in filled_fields(type_).items():
            declared: Any = field.extensions["strawberry-definition"]
            assert declared.python_name == python_name(name)
            assert graphql_name(python_name(name)) == name
