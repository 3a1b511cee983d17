"""The exact request of each batch style."""

from collections.abc import Sequence
from dataclasses import replace

import orjson
from hypothesis import given
from hypothesis import strategies as st

from aggregator.domain.call import Call
from aggregator.domain.lookup import Asked, Lookup, LookupRequest
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.sources import PEOPLE

REPEAT = PEOPLE
COMMA = replace(PEOPLE, batch=IdsParam("ids", 100, "comma"))
BODY = replace(
    PEOPLE, request=LookupRequest("POST", "/read", body={"all": True}), batch=BodyIds("ids", 100)
)
WRAPPED = replace(BODY, batch=BodyIds("inputs", 100, wrap="id"))
GRAPHQL = replace(
    PEOPLE,
    request=LookupRequest(
        "POST", "/graphql", document="query($ids: [ID!]!) { p }", body={"live": True}
    ),
    batch=GraphQLIn("ids", 100),
)


def build_call(lookup: Lookup, keys: Sequence[str], **said: int | str) -> Call:
    return lookup.batch.call(lookup.request, [Asked(tuple(keys), said)])


def test_ids_as_a_repeated_parameter() -> None:
    call = build_call(REPEAT, ["a", "b"])
    assert (call.method, call.path, call.query, call.body) == (
        "GET",
        "/people",
        "id=a&id=b",
        None,
    )


def test_ids_in_one_parameter_with_commas() -> None:
    assert build_call(COMMA, ["a", "b c"]).query == "ids=a,b%20c"


def test_ids_as_a_list_in_a_body_beside_its_fixed_part() -> None:
    call = build_call(BODY, ["a", "b"])
    assert (call.method, call.query) == ("POST", "")
    assert call.body == b'{"all":true,"ids":["a","b"]}'


def test_ids_as_objects_in_a_body() -> None:
    body = build_call(WRAPPED, ["a", "b"]).body
    assert body == b'{"all":true,"inputs":[{"id":"a"},{"id":"b"}]}'


def test_ids_as_a_variable_of_a_document() -> None:
    body = build_call(GRAPHQL, ["a", "b"]).body
    assert body == (
        b'{"query":"query($ids: [ID!]!) { p }","variables":{"live":true,"ids":["a","b"]}}'
    )


def test_fixed_parameters_come_first_and_are_encoded() -> None:
    request = LookupRequest("GET", "/people", params={"status[]": "past due", "v": "1,2"})
    call = build_call(replace(REPEAT, request=request), ["é&="])
    assert call.query == "status%5B%5D=past%20due&v=1%2C2&id=%C3%A9%26%3D"


def test_what_is_said_beside_the_keys_is_said_where_the_style_says_things() -> None:
    assert build_call(REPEAT, ["a"], limit=10, after="c/1").query == "limit=10&after=c%2F1&id=a"
    assert build_call(BODY, ["a"], limit=10).query == "limit=10"
    body = build_call(GRAPHQL, ["a"], first=10, after="c").body
    assert body is not None
    assert orjson.loads(body)["variables"] == {
        "live": True,
        "first": 10,
        "after": "c",
        "ids": ["a"],
    }


def test_a_route_holds_no_key() -> None:
    call = build_call(REPEAT, ["ada@example.com"])
    assert call.route == "GET /people"
    assert "ada" not in repr(call)
    assert "ada" not in repr(build_call(BODY, ["ada@example.com"]))


@given(st.lists(st.text(min_size=1), min_size=1))
def test_no_key_can_say_more_than_itself(keys: list[str]) -> None:
    query = build_call(REPEAT, keys).query
    assert query.count("&") == len(keys) - 1
    assert query.count("=") == len(keys)
    assert query.isascii()
