"""What is read in one go is what a walk reads, whatever comes."""

from dataclasses import dataclass, replace
from typing import Any

import httpx
from hypothesis import example, given
from hypothesis import strategies as st

from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import Lookup, LookupRequest
from aggregator.domain.page_ways import CursorPages
from aggregator.upstream.asking import Asking
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.usual_answer import UsualAnswer
from tests.support.sources import PEOPLE, ask, batch, connector, mocked

KEYS = ("a", "b", "7")
INVOICES = replace(PEOPLE, many=True, match="customer.id", per_key="limit")
TAGGED = replace(INVOICES, match="customers")
FLAT = replace(PEOPLE, records="data[].people[]")
ASKED = replace(
    PEOPLE,
    request=LookupRequest(
        "POST", "/graphql", document="query($ids: [ID!]!) { x(in: $ids) { id } }"
    ),
    batch=GraphQLIn("ids", 50),
    records="data.x",
)
ALONE = replace(PEOPLE, match=None)
ALIASED = replace(
    PEOPLE,
    request=LookupRequest("POST", "/graphql", document="query($id: ID!) { x(id: $id) { id } }"),
    batch=GraphQLAlias("id", 10),
    records="data.x",
    match=None,
)
TOLD = replace(
    PEOPLE,
    request=LookupRequest("POST", "/people"),
    batch=BodyIds("ids", 50, errors="errors", error_code="message", error_keys="ids"),
)
MAIL = replace(PEOPLE, key="email")
PAGED = replace(INVOICES, pages=CursorPages("next", param="after", max_pages=3))
PAGED_ALONE = replace(PAGED, match=None)
LOOKUPS = (PEOPLE, INVOICES, TAGGED, FLAT, ASKED, ALONE, ALIASED, TOLD, MAIL, PAGED, PAGED_ALONE)
LOWERED = tuple(replace(each, lower=True) for each in (PEOPLE, MAIL, ALONE))

shown: st.SearchStrategy[Any] = st.sampled_from(
    ["a", "b", "7", 7, "c", "A", "", " ", "a\ufffd", None, True, 1.5, ["a"], {}, "a@b.co", "A@b.co"]
)
values = st.none() | shown | st.dictionaries(st.just("id"), shown) | st.lists(shown, max_size=2)
fields = st.sampled_from(["id", "name", "customer", "customers", "people", "error"])
records = st.dictionaries(fields, values, max_size=3) | values
well = st.builds(lambda key, n: {"id": key, "customer": {"id": key}, "name": n}, shown, values)
pages = st.lists(well, max_size=4) | st.lists(records | well, max_size=4) | records
bodies = st.one_of(
    st.builds(lambda page: {"data": page}, pages),
    st.builds(lambda page: {"data": {"x": page}}, pages),
    st.builds(lambda page: {"data": [{"people": page}]}, pages),
    st.builds(lambda page, after: {"data": page, "next": after}, pages, values),
    st.builds(lambda page: {"data": {"x": page}, "errors": [{"message": "no"}]}, pages),
    st.builds(lambda page: {"data": page, "errors": [{"message": "no", "ids": ["b"]}]}, pages),
    pages,
)
statuses = st.sampled_from([200, 200, 200, 204, 404, 500])
asked_keys = st.sampled_from(
    [
        KEYS,
        ("a",),
        ("7",),
        ("b", "a"),
        ("a", "ä"),
        (" ",),
        ("a\ufffd",),
        ("A", "a"),
        ("a@b.co",),
        ("a@b.co", "c@b.co"),
        ("A@b.co", "a@b.co"),
        ("A@B.co",),
    ]
)


@dataclass(frozen=True)
class Seen:
    """What a batch came to, what it sent, and all that the trace counts."""

    found: Any
    sent: list[tuple[str, bytes]]
    received: int
    foreign: int
    unproven: int


def told(found: Any) -> Any:
    return (type(found), found.message) if isinstance(found, AggregatorError) else found


async def seen(
    lookup: Lookup, body: Any, status: int, keys: tuple[str, ...], *, usual: bool
) -> Seen:
    asked, sent = mocked(httpx.Response(status, json=body), connector(lookup))
    if not usual:
        for asking in asked._asking.values():
            assert isinstance(asking, Asking)
            asking._usual = None
    log = batch()
    try:
        found = await ask(asked, *keys, per_key=2, into=log)
    except AggregatorError as error:
        everything = told(error)
    else:
        everything = {key: told(each) for key, each in found.items()}
    await asked.close()
    requests = [(str(each.url), each.content) for each in sent]
    return Seen(everything, requests, log.received, log.foreign, log.unproven)


@given(st.sampled_from(LOOKUPS + LOWERED), bodies, statuses, asked_keys)
@example(PEOPLE, {"data": [{"id": "b"}, {"id": "a"}, {"id": "a", "name": 2}]}, 200, KEYS)
@example(PEOPLE, {"data": []}, 200, KEYS)
@example(PEOPLE, {"data": None}, 200, KEYS)
@example(PEOPLE, {}, 200, KEYS)
@example(INVOICES, {"data": [{"customer": {"id": 7}}] * 3}, 200, KEYS)
@example(PAGED, {"data": [{"customer": {"id": "a"}}] * 3, "next": "2"}, 200, ("a",))
@example(PAGED, {"data": [{"customer": {"id": "a"}}] * 3, "next": "2"}, 200, ("a", "b"))
@example(PAGED, {"data": [{"customer": {"id": "a"}}], "next": ["no cursor"]}, 200, ("a",))
@example(ALONE, {"data": {"error": "no such person"}}, 200, ("a",))
async def test_it_is_what_a_walk_reads(
    lookup: Lookup, body: Any, status: int, keys: tuple[str, ...]
) -> None:
    quick = await seen(lookup, body, status, keys, usual=True)
    assert quick == await seen(lookup, body, status, keys, usual=False)


async def test_it_reads_what_mostly_comes() -> None:
    body = {"data": [{"id": "a", "name": "Ada"}, {"id": 7}]}
    asked, _ = mocked(httpx.Response(200, json=body), connector(PEOPLE))
    (asking,) = asked._asking.values()
    await asked.close()
    assert isinstance(asking._usual, UsualAnswer)
    read = asking._usual.records(body, KEYS, 1)
    assert read == ({"a": [body["data"][0]], "7": [body["data"][1]]}, 2)


async def test_a_page_that_is_the_last_or_has_enough_is_read_as_the_only_one() -> None:
    asked, _ = mocked(httpx.Response(200, json={}), connector(PAGED))
    (asking,) = asked._asking.values()
    await asked.close()
    usual = asking._usual
    assert isinstance(usual, UsualAnswer)
    record = {"customer": {"id": "a"}}
    assert usual.records({"data": [record], "next": None}, ("a",), 2) == ({"a": [record]}, 1)
    full = {"data": [record] * 2, "next": "2"}
    assert usual.records(full, ("a",), 2) == ({"a": [record] * 2}, 2)
    assert usual.records(full, ("a",), 3) is None
    assert usual.records(full, ("a", "b"), 2) is None


async def test_where_more_than_one_call_may_be_asked_it_is_not_tried() -> None:
    asked, _ = mocked(httpx.Response(200, json={}), connector(replace(PEOPLE, echo="for")))
    (asking,) = asked._asking.values()
    assert asking._usual is None
    await asked.close()


async def test_of_addresses_it_is_tried_for_those_that_are_written_as_they_are_compared() -> None:
    asked, _ = mocked(httpx.Response(200, json={}), connector(MAIL))
    (asking,) = asked._asking.values()
    assert isinstance(asking._usual, UsualAnswer)
    assert asking._usual.is_for(["ada@b.co", "bo+x@b.co"])
    assert not asking._usual.is_for(["Ada@b.co"])
    await asked.close()
