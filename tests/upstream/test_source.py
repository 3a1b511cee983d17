"""A source answers lookups: pages, shapes and what is refused when it is built."""

from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import orjson
import pytest

from aggregator.domain.errors import (
    ConnectorError,
    SettingsError,
    SourceMalformed,
    SourceUnavailable,
)
from aggregator.domain.lookup import Lookup, LookupRequest
from aggregator.domain.page_ways import CursorPages
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.raw_server import RawServer, reply
from tests.support.sources import PEOPLE, ask, batch, connector, mocked, source

INVOICES = replace(
    PEOPLE,
    name="invoices",
    many=True,
    match="customer",
    per_key="limit",
    pages=CursorPages("meta.next", "after", max_pages=4),
)
USAGE = replace(
    PEOPLE,
    name="usage",
    request=LookupRequest(
        "POST", "/graphql", document="query($ids: [ID!]!) { usage(in: $ids) { id } }"
    ),
    batch=GraphQLIn("ids", 50),
    records="data.usage",
)


def page(customers: str, cursor: str | None) -> httpx.Response:
    """One record a letter, in order."""
    data = [{"customer": name, "n": index} for index, name in enumerate(customers)]
    return httpx.Response(200, json={"data": data, "meta": {"next": cursor}})


def cursors(sent: list[httpx.Request]) -> list[str | None]:
    return [request.url.params.get("after") for request in sent]


async def found(
    answers: list[httpx.Response], per_key: int, lookup: Lookup = INVOICES
) -> tuple[dict[str, int], list[httpx.Request]]:
    """How many records each of a, b and c has, and what was sent for that."""
    asked, sent = mocked(answers, connector(lookup))
    records = await ask(asked, "a", "b", "c", per_key=per_key)
    await asked.close()
    counts = {key: len(value) for key, value in records.items() if isinstance(value, Sequence)}
    assert counts.keys() == records.keys()
    return counts, sent


async def test_pages_are_followed_until_every_key_has_as_many_as_were_asked() -> None:
    answers = [page("aab", "p2"), page("acc", "p3"), page("bb", "p4"), page("", None)]
    counts, sent = await found(answers, per_key=2)
    assert counts == {"a": 2, "b": 2, "c": 2}
    assert cursors(sent) == [None, "p2", "p3"]


async def test_pages_are_followed_to_their_end_for_a_key_without_records() -> None:
    counts, sent = await found([page("aa", "p2"), page("bb", None)], per_key=2)
    assert counts == {"a": 2, "b": 2}
    assert cursors(sent) == [None, "p2"]


async def test_after_max_pages_what_is_there_is_the_answer_and_the_others_are_not_nobody() -> None:
    answers = [page("a", f"p{number}") for number in range(2, 99)]
    asked, sent = mocked(answers, connector(INVOICES))
    records = await ask(asked, "a", "b", per_key=99)
    found = records["a"]
    assert isinstance(found, Sequence)
    assert (len(found), found[4:]) == (5, [None])  # something unreadable stands for the rest
    assert isinstance(records["b"], SourceMalformed)
    # Four pages for both, and as many for each alone.
    assert [request.url.params.get_list("id") for request in sent[::4]] == [
        ["a", "b"],
        ["a"],
        ["b"],
    ]
    await asked.close()


async def test_every_page_asks_for_the_same_keys_and_bound() -> None:
    _, sent = await found([page("a", "p2"), page("b", None)], per_key=3)
    assert [request.url.query for request in sent] == [
        b"limit=3&id=a&id=b&id=c",
        b"limit=3&after=p2&id=a&id=b&id=c",
    ]


async def test_a_lookup_of_one_record_a_key_takes_the_first_and_stops() -> None:
    one = replace(INVOICES, many=False)
    counts, sent = await found([page("aabc", "p2")], per_key=5, lookup=one)
    assert counts == {"a": 1, "b": 1, "c": 1}
    assert len(sent) == 1


async def test_a_page_that_fails_fails_the_batch() -> None:
    asked, _ = mocked([page("a", "p2"), httpx.Response(500)], connector(INVOICES))
    with pytest.raises(SourceUnavailable):
        await ask(asked, "a", "b", per_key=2)
    await asked.close()


async def test_a_page_that_comes_again_with_its_cursor_is_the_last_and_adds_nothing() -> None:
    counts, sent = await found([page("ab", "p2")] * 3, per_key=9)
    assert counts == {"a": 1, "b": 1}
    assert cursors(sent) == [None, "p2"]


async def test_one_cursor_for_the_whole_walk_is_followed() -> None:
    answers = [page("a", "walk"), page("ab", "walk"), page("", "walk"), page("", "walk")]
    counts, sent = await found(answers, per_key=9)
    assert counts == {"a": 2, "b": 1}
    assert cursors(sent) == [None, "walk", "walk", "walk"]


async def test_a_zero_ends_the_pages_and_an_empty_page_does_not() -> None:
    answers = [page("", "p2"), page("", "p3"), page("a", "0"), page("b", None)]
    counts, sent = await found(answers, per_key=9)
    assert (counts, len(sent)) == ({"a": 1}, 3)


async def test_no_content_is_no_records_also_after_a_page_with_some() -> None:
    assert (await found([httpx.Response(204)], per_key=9))[0] == {}
    counts, _ = await found([page("a", "p2"), httpx.Response(204)], per_key=9)
    assert counts == {"a": 1}


@pytest.mark.parametrize(
    "body",
    [
        None,
        [],
        {},
        {"data": {"id": "a"}},
        {"data": ["a"]},
        {"data": [{"identity": "a"}]},
        {"error": "down for maintenance"},
    ],
)
async def test_a_body_of_another_shape_is_malformed_and_names_the_lookup(body: object) -> None:
    asked, sent = mocked(httpx.Response(200, content=orjson.dumps(body)))
    with pytest.raises(SourceMalformed, match=r"GET /people.*lookup people of the connector crm"):
        await ask(asked)
    assert len(sent) == 1
    await asked.close()


async def test_null_in_place_of_the_records_is_no_records_as_some_systems_write_none() -> None:
    assert (await found([httpx.Response(200, json={"data": None})], per_key=9))[0] == {}


async def test_a_path_whose_function_does_not_fit_is_malformed_without_the_value() -> None:
    lookup = replace(PEOPLE, match="join('-', ids)")
    answer = httpx.Response(200, json={"data": [{"ids": "ada@example.com"}]})
    asked, _ = mocked(answer, connector(lookup))
    with pytest.raises(SourceMalformed) as caught:
        await ask(asked)
    assert "ada" not in str(caught.value)
    await asked.close()


async def test_a_graphql_source_is_asked_by_variable_and_its_errors_are_failures() -> None:
    answers = [
        httpx.Response(200, json={"data": {"usage": [{"id": "a"}]}}),
        httpx.Response(200, json={"data": None, "errors": [{"message": "x", "path": ["usage"]}]}),
    ]
    asked, sent = mocked(answers, connector(USAGE))
    assert await ask(asked) == {"a": [{"id": "a"}]}
    with pytest.raises(SourceUnavailable):
        await ask(asked)
    assert sent[0].headers["content-type"] == "application/json"
    await asked.close()


async def test_errors_in_the_body_of_a_rest_source_are_just_data() -> None:
    asked, _ = mocked(httpx.Response(200, json={"data": [{"id": "a"}], "errors": ["one"]}))
    assert await ask(asked) == {"a": [{"id": "a"}]}
    await asked.close()


async def test_no_keys_and_keys_that_cannot_be_asked_send_nothing() -> None:
    asked, sent = mocked(httpx.Response(200, json={"data": []}))
    assert await ask(asked, "") == {}
    assert sent == []
    await asked.close()


async def test_a_key_that_the_style_cannot_say_is_told_and_the_others_are_asked() -> None:
    comma = replace(PEOPLE, batch=IdsParam("ids", 100, "comma"))
    asked, sent = mocked(httpx.Response(200, json={"data": [{"id": "b"}]}), connector(comma))
    records = {**await ask(asked, "b", "", "a,c", "b", "\ud800")}
    assert [request.url.query for request in sent] == [b"ids=b"]
    error = records.pop("a,c")
    assert records == {"b": [{"id": "b"}]}
    assert isinstance(error, SourceMalformed)
    assert "comma" in error.message
    assert "a,c" not in error.message
    with pytest.raises(SourceMalformed, match="comma"):
        await ask(asked, "a,c")
    await asked.close()


async def test_the_bound_and_the_cursor_are_said_only_where_they_are_declared() -> None:
    asked, sent = mocked(page("a", "c"), connector(replace(PEOPLE, match="customer")))
    assert await ask(asked, per_key=9) != {}
    assert [request.url.query for request in sent] == [b"id=a"]
    await asked.close()


async def test_a_batch_of_keys_is_one_call() -> None:
    async with RawServer(reply(b'{"data": [{"id": "k7"}, {"id": "k3"}]}')) as server:
        asked = source(server.url)
        into = batch()
        records = await ask(asked, *(f"k{number}" for number in range(100)), into=into)
        assert sorted(records) == ["k3", "k7"]
        assert len(server.requests) == len(into.exchanges) == 1
        await asked.close()


@pytest.mark.parametrize(
    "url",
    ["crm.example", "ftp://crm.example", "http://", "http://crm.example:port", "http://[::1"],
)
def test_a_url_that_is_no_http_address_is_a_settings_error(url: str) -> None:
    with pytest.raises(SettingsError, match="source crm: its url is not an absolute"):
        source(url)


@pytest.mark.parametrize(
    "url", ["http://u:hunter2@crm.example", "http://crm.example?k=hunter2", "http://a/#hunter2"]
)
def test_a_url_that_holds_more_than_an_address_is_a_settings_error_without_it(url: str) -> None:
    with pytest.raises(SettingsError, match="source crm: its url may hold") as caught:
        source(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    "changes",
    [{"records": "a["}, {"match": "a["}, {"pages": CursorPages("a[", "after")}],
)
async def test_a_path_that_is_not_jmespath_is_a_connector_error_that_names_it(
    changes: Mapping[str, Any],
) -> None:
    with pytest.raises(ConnectorError, match=r"crm\.people, `(records|match|cursor)`"):
        source("http://crm.example", connector(replace(PEOPLE, **changes)))


async def test_an_id_that_makes_the_address_too_long_fails_alone_naming_the_source() -> None:
    answers = [httpx.Response(200, json={"data": data}) for data in ([{"id": "a"}], [])]
    asked, sent = mocked(answers, connector(PEOPLE))
    long = "x" * 70_000
    records = await ask(asked, "a", long, "b")
    assert {len(request.url.query) for request in sent} == {len("id=a")}
    assert records.keys() == {"a", long}
    assert records["a"] == [{"id": "a"}]
    error = records[long]
    assert isinstance(error, SourceMalformed)
    assert error.message.startswith("crm cannot be asked GET ")
    assert "Fix: correct the id" in error.message
    sent.clear()
    with pytest.raises(SourceMalformed, match="Fix: correct the id"):
        await ask(asked, long)
    assert not sent
    await asked.close()


async def test_ids_that_are_too_long_together_are_asked_for_in_parts() -> None:
    keys = [f"{number:0500}" for number in range(100)]
    answers = httpx.Response(200, json={"data": [{"id": key} for key in keys]})
    asked, sent = mocked(answers, connector(PEOPLE))
    records = await ask(asked, *keys)
    assert records == {key: [{"id": key}] for key in keys}
    said = [request.url.params.get_list("id") for request in sent]
    assert sorted(key for part in said for key in part) == keys
    assert [len(part) for part in said] == [25] * 4
    await asked.close()


async def test_an_id_in_a_body_may_be_as_long_as_it_is() -> None:
    asked, sent = mocked(httpx.Response(200, json={"data": {"usage": []}}), connector(USAGE))
    assert await ask(asked, "x" * 70_000) == {}
    assert len(sent) == 1
    await asked.close()
