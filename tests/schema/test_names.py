"""Names in the schema's text and in Python lead to each other."""

from graphql import GraphQLObjectType

from aggregator.schema.names import graphql_name, python_name
from aggregator.schema.promises import hints_of
from tests.support.the_world import the_world


def test_each_field_that_a_source_can_fill_is_found_by_its_name_in_the_schema() -> None:
    for cls in set(the_world().types_of.values()):
        type_ = the_world().schema.type_map[cls.__name__]
        assert isinstance(type_, GraphQLObjectType)
        for name in hints_of(cls):
            assert graphql_name(name) in type_.fields
            assert python_name(graphql_name(name)) == name
