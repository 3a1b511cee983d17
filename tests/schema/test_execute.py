"""An operation's result for a card: a failure stands where its null is, and data is not lost."""

from collections.abc import Callable
from functools import partial
from typing import Any

import pytest
from graphql import build_schema, parse

from aggregator.domain.card import Failed, Result
from aggregator.domain.errors import AggregatorError, InternalError, SourceUnavailable
from aggregator.schema.execute import Engine
from tests.support.world import MemorySource, World

SDL = """
    type Query { a: Node  list: [Node]  strict: [Node!]  must: Node! }
    type Node { name: String  must: String!  child: Node }
"""
DOWN = SourceUnavailable("shop", "Shop answered 503")


def failing(error: Exception = DOWN) -> Callable[..., Any]:
    def resolve(*_: object) -> None:
        raise error

    return resolve


async def card(query: str, variables: dict[str, Any] | None = None, **root: Any) -> Result:
    """Run `query` over these values of the root's fields; what is callable is a resolver."""
    schema = build_schema(SDL)
    assert schema.query_type is not None
    for name, field in schema.query_type.fields.items():
        value = root.get(name)
        field.resolve = value if callable(value) else partial(lambda given, *_: given, value)
    world = World()
    context = world.context(world.request_context())
    try:
        return await Engine(schema).card(parse(query), context, variables or {}, None)
    finally:
        context.caller.close()


async def test_a_failed_field_is_marked_and_its_neighbours_stay() -> None:
    result = await card("{ a { name child { name } } }", a={"name": "A", "child": failing()})
    assert result.data == {"a": {"name": "A", "child": Failed(DOWN)}}


async def test_a_failure_that_makes_its_parent_null_is_marked_there() -> None:
    result = await card(
        "{ a { name child { name must } } }", a={"name": "A", "child": {"must": failing()}}
    )
    assert result.data == {"a": {"name": "A", "child": Failed(DOWN)}}


async def test_a_failed_item_is_marked_and_the_other_items_stay() -> None:
    items = [{"name": "A"}, {"name": failing()}, {"must": failing()}]
    result = await card("{ list { name } }", list=items[:2])
    assert result.data == {"list": [{"name": "A"}, {"name": Failed(DOWN)}]}
    result = await card("{ list { must } }", list=[{"must": "A"}, items[2]])
    assert result.data == {"list": [{"must": "A"}, Failed(DOWN)]}


async def test_a_list_that_holds_no_null_fails_as_a_whole() -> None:
    result = await card("{ strict { must } a { name } }", strict=[{"must": failing()}], a={})
    assert result.data == {"strict": Failed(DOWN), "a": {"name": None}}


async def test_two_failures_of_one_place_are_one_mark() -> None:
    other = SourceUnavailable("other", "Other answered 503")
    result = await card(
        "{ a { child { name must } } }",
        a={"child": {"name": failing(other), "must": failing()}},
    )
    assert isinstance(result.data["a"]["child"], Failed)


async def test_no_data_at_all_is_the_error_itself() -> None:
    with pytest.raises(SourceUnavailable):
        await card("{ must { name } }", must=failing())


async def test_a_bug_is_told_as_nothing_more_than_that() -> None:
    result = await card("{ a { name } }", a={"name": failing(KeyError("alex@grocery.co"))})
    failed = result.data["a"]["name"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, InternalError)
    assert "alex" not in failed.error.message


async def test_variables_that_do_not_fit_are_our_error() -> None:
    with pytest.raises(AggregatorError):
        await card("query Q($n: Int!) { a { name @include(if: $n) } }", {"n": "x"}, a={})


async def test_a_failed_source_in_the_real_schema_leaves_the_rest_of_the_card() -> None:
    shop = MemorySource(
        {"subscription": {"c1": DOWN}, "usage": {"ext_1": [{"id": "u", "calls": 3}]}}
    )
    result = await World([shop]).card("{ customer { subscription { id } usage { apiCalls } } }")
    assert result.data == {"customer": {"subscription": Failed(DOWN), "usage": {"apiCalls": 3}}}
    assert (result.known, result.matched_by) == (True, "email")
