"""Values in words, whatever they are."""

from typing import Any

import pytest
from graphql import GraphQLScalarType
from hypothesis import given
from hypothesis import strategies as st

from aggregator.mapping.formatters import formatter
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.values import raw, text_of
from tests.support.rendering import NOW, schema

ANYTHING = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(), inner, max_size=3),
)


def frame() -> Frame:
    return Frame(formatter("en_US", "UTC"), NOW, "EUR", known=True)


@pytest.mark.parametrize(
    ("value", "words"),
    [
        (" a ", "a"),
        (True, "true"),
        (False, "false"),
        (12, "12"),
        (10**400, ""),
        (0.5, "0.5"),
        ({"a": [1, "é"]}, '{"a": [1, "é"]}'),
        ({1, 2}, ""),
    ],
)
def test_any_json_has_words_as_it_came(value: Any, words: str) -> None:
    assert raw(value) == words


def test_a_scalar_that_is_not_known_here_is_text() -> None:
    write = text_of(GraphQLScalarType("JSON"))
    assert write({"a": 1}, frame()) == '{"a": 1}'


@given(
    ANYTHING,
    st.sampled_from(["Int", "Float", "Money", "DateTime", "Boolean", "AccountTier", "URL"]),
)
def test_no_value_of_any_kind_makes_writing_raise(value: Any, type_name: str) -> None:
    type_ = schema().get_type(type_name)
    assert type_ is not None
    assert isinstance(text_of(type_)(value, frame()), str)


def test_an_amount_that_names_no_currency_is_in_the_workspaces() -> None:
    write = text_of(GraphQLScalarType("Money"))
    assert [write(amount, frame()) for amount in ("129.5", "129.5 USD")] == ["€129.50", "$129.50"]
