"""The layout directives as part of a schema."""

from typing import get_args

import pytest
from graphql import (
    GraphQLEnumType,
    GraphQLSchema,
    build_schema,
    extend_schema,
    graphql_sync,
    lexicographic_sort_schema,
    parse,
    print_schema,
    validate,
    validate_schema,
)

from aggregator.domain.plain.wire import Size, Spacing, TextColor
from aggregator.language import directives
from aggregator.language.directives import (
    COLOURS,
    DIRECTIVES,
    FIXED,
    LAYOUT,
    MATCHES,
    WORDS,
    with_layout,
)
from aggregator.language.inputs import SPACING_SIZE, TEXT_COLOR, TEXT_SIZE


def bare() -> GraphQLSchema:
    return build_schema("directive @own on FIELD\ntype Query { name: String }")


def test_the_schema_gains_the_directives_and_keeps_its_own() -> None:
    schema = with_layout(bare())
    assert validate_schema(schema) == []
    assert schema.get_directive("own")
    assert {each.name for each in DIRECTIVES} == LAYOUT | {"card"}
    assert all(schema.get_directive(name) for name in LAYOUT | {"card", "skip", "include"})


def test_adding_them_twice_changes_nothing() -> None:
    once = with_layout(bare())
    assert print_schema(with_layout(once)) == print_schema(once)


def test_a_copy_of_a_schema_that_has_them_takes_them_again() -> None:
    copies = [
        extend_schema(with_layout(bare()), parse("extend type Query { more: String }")),
        lexicographic_sort_schema(with_layout(bare())),
        build_schema(print_schema(with_layout(bare()))),
    ]
    for copy in copies:
        assert validate_schema(with_layout(copy)) == []


def test_the_export_reads_back() -> None:
    text = print_schema(with_layout(bare()))
    assert print_schema(build_schema(text)) == text


def test_every_directive_and_argument_is_described() -> None:
    for directive in DIRECTIVES:
        assert directive.description
        assert all(argument.description for argument in directive.args.values()), directive.name


def test_the_tables_name_arguments_that_exist() -> None:
    by_name = {each.name: each for each in DIRECTIVES}
    for table in (WORDS, COLOURS, MATCHES):
        for name, arguments in table.items():
            assert set(arguments) <= set(by_name[name].args)
    assert FIXED < LAYOUT
    assert len(LAYOUT) == len(directives.FORMATS) + len(directives.COMPONENTS) + len(
        directives.STRUCTURE
    )


def test_layout_has_no_effect_on_execution() -> None:
    schema = with_layout(bare())
    query = (
        'query Q @card(title: "T") { name @row(label: "N") @badge(red: ["x"]) @note(text: "n") }'
    )
    assert validate(schema, parse(query)) == []
    result = graphql_sync(schema, query, {"name": "Al"})
    assert (result.data, result.errors) == ({"name": "Al"}, None)


def test_validation_knows_where_they_may_stand() -> None:
    schema = with_layout(bare())
    wrong = """
      query Q { name @card(title: "T") ...F @row }
      fragment F on Query { name @divider(size: HUGE) }
    """
    assert len(validate(schema, parse(wrong))) == 3


@pytest.mark.parametrize(
    ("type_", "words"),
    [
        (TEXT_SIZE, Size),
        (TEXT_COLOR, TextColor),
        (SPACING_SIZE, Spacing),
    ],
)
def test_the_words_of_an_argument_are_those_that_plain_takes(
    type_: GraphQLEnumType, words: object
) -> None:
    assert tuple(type_.values) == get_args(words)
