"""A batch of keys: what one answer has no room for, and what is amiss with one key alone."""

import asyncio
import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from aggregator.domain.errors import (
    AggregatorError,
    SourceMalformed,
    SourceRateLimited,
    SourceRefused,
    SourceUnavailable,
)
from aggregator.domain.lookup import CallBound, Lookup, LookupRequest
from aggregator.domain.page_ways import CursorPages
from aggregator.upstream.styles.envelope import Envelope
from aggregator.upstream.styles.fan_out import FanOut
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from tests.support.sources import PEOPLE, ask, connector, mocked, source

TICKETS = replace(
    PEOPLE, name="tickets", many=True, match="customer", per_call=CallBound("limit", 100)
)
OWNED = {"a": 50, "b": 1, "c": 3, "d": 0}


def helpdesk(request: httpx.Request) -> httpx.Response:
    """All of one person's tickets, then those of the next; as many as the call may have."""
    asked = request.url.params.get_list("id")
    owned = [{"customer": each, "n": n} for each in sorted(asked) for n in range(OWNED[each])]
    return httpx.Response(200, json={"data": owned[: int(request.url.params["limit"])]})


async def counted(
    lookup: Lookup, per_key: int, *keys: str
) -> tuple[Mapping[str, Any], list[httpx.Request]]:
    sent: list[httpx.Request] = []

    def handle(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        return helpdesk(request)

    asked = source("http://crm.example", connector(lookup), transport=httpx.MockTransport(handle))
    found = await ask(asked, *keys, per_key=per_key)
    await asked.close()
    return {
        key: len(each) if isinstance(each, Sequence) else each for key, each in found.items()
    }, sent


async def test_a_bound_that_all_keys_share_starves_none() -> None:
    found, sent = await counted(TICKETS, 5, "a", "b", "c", "d")
    assert found == {"a": 5, "b": 1, "c": 3}
    # One call for all was full with a's; b, c and d were asked alone.
    assert [request.url.params["limit"] for request in sent] == ["20", "5", "5", "5"]
    assert len(sent) <= TICKETS.exchanges(4) == 5


async def test_an_answer_with_room_left_is_everybodys() -> None:
    found, sent = await counted(TICKETS, 5, "b", "c", "d")
    assert found == {"b": 1, "c": 3}
    assert [request.url.params["limit"] for request in sent] == ["15"]


async def test_the_bound_of_a_call_is_never_more_than_the_system_takes() -> None:
    few = replace(TICKETS, per_call=CallBound("limit", 2))
    found, sent = await counted(few, 5, "b", "c")
    assert found == {"b": 1, "c": 2}
    assert [request.url.params["limit"] for request in sent] == ["2", "2", "2"]


async def test_where_one_key_alone_fills_a_call_with_records_of_others_that_is_told() -> None:
    answer = httpx.Response(200, json={"data": [{"customer": "x"}] * 5})
    asked, _ = mocked(answer, connector(TICKETS))
    with pytest.raises(SourceMalformed, match="other records alone"):
        await ask(asked, "a", per_key=5)
    await asked.close()


async def test_pages_that_end_too_early_starve_none() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        """Pages of one record; all of a's come first."""
        at = int(request.url.params.get("after", "0"))
        owned = [
            {"customer": each} for each in sorted(request.url.params.get_list("id")) for _ in "xx"
        ]
        more = at + 1 < len(owned)
        body = {"data": owned[at : at + 1], "next": at + 1 if more else None}
        return httpx.Response(200, json=body)

    paged = replace(TICKETS, per_call=None, pages=CursorPages("next", "after", max_pages=2))
    asked = source("http://crm.example", connector(paged), transport=httpx.MockTransport(handle))
    found = await ask(asked, "a", "b", "c", per_key=2)
    assert {key: len(list(each)) for key, each in found.items()} == {"a": 2, "b": 2, "c": 2}  # type: ignore[arg-type]
    await asked.close()


READ = replace(
    PEOPLE,
    batch=FanOut(calls=2),
    request=LookupRequest("GET", "/people/{key}", missing=("404",)),
    records="@",
    match=None,
    fields={"id": "id"},
)


async def test_no_more_calls_than_declared_are_under_way_at_once() -> None:
    under_way, most = 0, 0

    async def handle(request: httpx.Request) -> httpx.Response:
        nonlocal under_way, most
        under_way += 1
        most = max(most, under_way)
        await asyncio.sleep(1)
        under_way -= 1
        return httpx.Response(200, json={"id": request.url.path})

    asked = source("http://crm.example", connector(READ), transport=httpx.MockTransport(handle))
    both = await asyncio.gather(ask(asked, *"abcd"), ask(asked, *"efgh"))
    assert [len(each) for each in both] == [4, 4]
    assert most == 2
    await asked.close()


async def test_one_key_that_fails_fails_alone() -> None:
    def handle(request: httpx.Request) -> httpx.Response:
        status = {"/people/b": 500, "/people/c": 404}.get(request.url.path, 200)
        return httpx.Response(status, json={"id": "who"})

    asked = source("http://crm.example", connector(READ), transport=httpx.MockTransport(handle))
    found = await ask(asked, "a", "b", "c")
    assert found["a"] == [{"id": "who"}]
    assert isinstance(found["b"], SourceUnavailable)
    assert "c" not in found
    with pytest.raises(SourceUnavailable):
        await ask(asked, "b")
    await asked.close()


async def test_the_route_of_a_key_in_a_path_is_told_without_it() -> None:
    asked, sent = mocked(httpx.Response(400), connector(READ))
    with pytest.raises(SourceMalformed) as caught:
        await ask(asked, "ada@example.com")
    assert sent[0].url.raw_path == b"/people/ada%40example.com"
    assert caught.value.facts["route"] == "GET /people/{key}"
    assert "ada" not in caught.value.message
    await asked.close()


async def test_a_record_that_names_another_key_is_not_the_one_that_was_asked() -> None:
    proven = replace(READ, match="id")
    asked, _ = mocked(httpx.Response(200, json={"id": "somebody else"}), connector(proven))
    with pytest.raises(SourceMalformed, match="records of other keys"):
        await ask(asked, "ada")
    await asked.close()


async def test_fixed_headers_are_sent_and_the_credential_beside_them() -> None:
    fixed = replace(READ, request=replace(READ.request, headers={"Api-Version": "7"}))
    asked, sent = mocked(httpx.Response(404), connector(fixed))
    assert await ask(asked, "ada") == {}
    assert (sent[0].headers["api-version"], sent[0].headers["x-api-key"]) == ("7", "s3cret")
    await asked.close()


ENVELOPE = replace(
    PEOPLE,
    batch=Envelope("requests", {"path": "/people/{key}"}, "responses", "body", 10, status="status"),
    request=LookupRequest("POST", "/batch", missing=("404",)),
    records="@",
    match=None,
    fields={"id": "id"},
)
GRAPH = replace(
    PEOPLE,
    batch=GraphQLAlias("id", 10),
    request=LookupRequest(
        "POST",
        "/graphql",
        document="query($id: ID!) { who: person(id: $id) { id } }",
        missing=("NOT_FOUND",),
    ),
    records="data.who",
    match=None,
    fields={"id": "id"},
)


async def answered(lookup: Lookup, body: object, *keys: str) -> Mapping[str, Any]:
    asked, _ = mocked(httpx.Response(200, json=body), connector(lookup))
    found = await ask(asked, *keys)
    await asked.close()
    return found


async def test_each_request_of_an_envelope_has_its_own_status() -> None:
    statuses = [200, 404, 403, 429, 500, "no number"]
    responses = [{"status": status, "body": {"id": 1}} for status in statuses]
    found = await answered(ENVELOPE, {"responses": responses}, *"abcdef")
    kinds = {key: type(each) for key, each in found.items()}
    assert kinds == {
        "a": list,
        "c": SourceRefused,
        "d": SourceRateLimited,
        "e": SourceUnavailable,
        "f": SourceMalformed,
    }


@pytest.mark.parametrize("body", [{}, {"responses": []}, {"responses": [{"status": 200}]}, []])
async def test_an_envelope_with_fewer_answers_than_requests_is_no_answer(body: object) -> None:
    asked, _ = mocked(httpx.Response(200, json=body), connector(ENVELOPE))
    found = await ask(asked, "a", "b")
    assert {type(each) for each in found.values()} == {SourceMalformed}
    assert list(found) == ["a", "b"]
    await asked.close()


STRANGE = [
    {"error": "not authorised"},
    {"message": "try later", "status": 503},
    {"data": {"id": "who"}},
    {"error": {"id": "who"}},
]


@pytest.mark.parametrize("body", STRANGE)
@pytest.mark.parametrize("style", ["fan-out", "graphql-alias", "envelope"])
async def test_a_record_with_nothing_of_what_is_read_is_a_failure_and_not_nobody(
    style: str, body: dict[str, Any]
) -> None:
    lookup = {"fan-out": READ, "graphql-alias": GRAPH, "envelope": ENVELOPE}[style]
    reply: Any = body
    if style == "graphql-alias":
        reply = {"data": {"k0": body}}
    if style == "envelope":
        reply = {"responses": [{"status": 200, "body": body}]}
    asked, _ = mocked(httpx.Response(200, json=reply), connector(lookup))
    with pytest.raises(SourceMalformed, match="nothing of what its lookup reads"):
        await ask(asked, "a")
    await asked.close()


@pytest.mark.parametrize("body", [None, [], {}, {"id": None}])
async def test_nobody_is_said_in_many_ways(body: object) -> None:
    asked, _ = mocked(httpx.Response(200, content=json.dumps(body)), connector(READ))
    found = (await ask(asked, "a")).get("a", ())
    assert not isinstance(found, AggregatorError)
    assert not any(each and each.get("id") for each in found)
    await asked.close()


async def test_an_envelopes_answer_without_a_body_is_no_answer() -> None:
    answers = [{"status": 200}, {"status": 204}, {"status": 200, "body": None}]
    found = await answered(ENVELOPE, {"responses": answers}, "a", "b", "c")
    assert isinstance(found["a"], SourceMalformed)
    assert found.keys() == {"a"}


async def test_an_envelopes_answers_are_told_apart_by_their_ids() -> None:
    named = replace(ENVELOPE.batch, id="id", each={"path": "/people/{key}", "id": "{id}"})
    responses = [{"id": "1", "status": 200, "body": {"id": "b"}}]
    found = await answered(replace(ENVELOPE, batch=named), {"responses": responses}, "a", "b")
    assert found["b"] == [{"id": "b"}]
    assert isinstance(found["a"], SourceMalformed)


async def test_an_alias_has_its_own_errors() -> None:
    errors = [
        {"message": "x", "path": ["k1"], "extensions": {"code": "NOT_FOUND"}},
        {"message": "x", "path": ["k2", "id"], "extensions": {"code": "FORBIDDEN"}},
    ]
    data = {"k0": {"id": "a"}, "k1": None, "k2": None, "k3": None}
    found = await answered(GRAPH, {"data": data, "errors": errors}, *"abcd")
    assert found["a"] == [{"id": "a"}]
    assert isinstance(found["c"], SourceRefused)
    assert found.keys() == {"a", "c"}


@pytest.mark.parametrize(
    ("body", "expected"),
    [
        ({"data": None, "errors": [{"message": "x", "path": ["k1"]}]}, SourceUnavailable),
        ({"data": {}}, SourceMalformed),
        ({"data": None, "errors": [{"extensions": {"code": "RATE_LIMITED"}}]}, SourceRateLimited),
        ([], SourceMalformed),
    ],
)
async def test_a_key_without_an_answer_is_never_taken_for_nobody(
    body: object, expected: type[AggregatorError]
) -> None:
    found = await answered(GRAPH, body, "a", "b")
    assert {type(each) for each in found.values()} == {expected}
    assert list(found) == ["a", "b"]


async def test_each_alias_follows_its_own_pages() -> None:
    lookup = replace(
        GRAPH,
        request=LookupRequest(
            "POST",
            "/graphql",
            document="query($id: ID!, $first: Int, $after: String) "
            "{ person(id: $id, first: $first, after: $after) { nodes { id } next } }",
        ),
        records="data.person.nodes",
        many=True,
        per_key="first",
        pages=CursorPages("data.person.next", "after"),
    )
    answers = [
        httpx.Response(
            200,
            json={
                "data": {
                    "k0": {"nodes": [{"id": 1}], "next": "p2"},
                    "k1": {"nodes": [{"id": 9}], "next": None},
                }
            },
        ),
        httpx.Response(200, json={"data": {"k0": {"nodes": [{"id": 2}], "next": None}}}),
    ]
    asked, sent = mocked(answers, connector(lookup))
    found = await ask(asked, "a", "b", per_key=5)
    assert found == {"a": [{"id": 1}, {"id": 2}], "b": [{"id": 9}]}
    assert b'"variables":{"id_0":"a","first_0":5,"after_0":"p2"}' in sent[1].content
    await asked.close()
