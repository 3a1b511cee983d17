"""A list inside of a record that comes in pages: each key's is read on, the rest is told."""

import json
from collections.abc import Mapping, Sequence
from dataclasses import replace
from typing import Any

import httpx
import pytest

from aggregator.domain.lookup import BatchStyle, Found, Lookup, LookupRequest
from aggregator.domain.page_ways import ListPages
from aggregator.upstream.list_walk import ListWalk
from aggregator.upstream.styles.body_ids import BodyIds
from aggregator.upstream.styles.fan_out import FanOut
from aggregator.upstream.styles.graphql_alias import GraphQLAlias
from aggregator.upstream.styles.graphql_in import GraphQLIn
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.sources import ask, connector, source

SIZES = {"a": 5, "b": 2, "c": 0, "d": 1}
SIZE = 2
"""Items of a page."""

IN = "query q($ids: [ID!]!, $after: String) { people(ids: $ids) { id } }"
ONE = "query q($id: ID!, $after: String) { person(id: $id) { id } }"


def lookup(style: BatchStyle, request: LookupRequest, records: str, **how: Any) -> Lookup:
    pages = ListPages("bills.next", "bills.nodes", **how)
    return Lookup(
        "people", "person", request, style, records, "id", {"id": "id"}, pages=pages,
        keys={"bill": "bills.nodes[].n"},
    )  # fmt: skip


STYLES: Mapping[str, tuple[Lookup, int]] = {
    "together": (
        lookup(BodyIds("ids", 9, "id"), LookupRequest("POST", "/"), "data", beside="after"),
        3,
    ),
    "each alone, by a parameter": (
        lookup(IdsParam("id", 9), LookupRequest("GET", "/"), "data", param="after"),
        3,
    ),
    "each alone, by a field": (
        lookup(BodyIds("ids", 9), LookupRequest("POST", "/"), "data", field="after"),
        3,
    ),
    "a GraphQL list": (
        lookup(
            GraphQLIn("ids", 9), LookupRequest("POST", "/", document=IN), "data.people",
            param="after",
        ),
        3,
    ),
    "GraphQL aliases": (
        lookup(
            GraphQLAlias("id", 9), LookupRequest("POST", "/", document=ONE), "data.person",
            param="after",
        ),
        3,
    ),
    "a call a key": (
        lookup(
            FanOut(), LookupRequest("GET", "/", params={"id": "{key}"}), "data[0]",
            param="after",
        ),
        6,
    ),
}  # fmt: skip


def person(key: str, after: object) -> dict[str, Any]:
    begin = int(str(after or 0))
    nodes = [{"n": n} for n in range(SIZES[key])][begin : begin + SIZE]
    end = begin + SIZE
    return {"id": key, "bills": {"nodes": nodes, "next": str(end) if end < SIZES[key] else None}}


def answered(request: httpx.Request) -> dict[str, Any]:
    """Answer for keys however they are asked for."""
    params = request.url.params
    if request.method == "GET":
        return {"data": [person(key, params.get("after")) for key in params.get_list("id")]}
    body = json.loads(request.content)
    said: dict[str, Any] = body.get("variables", body)
    if "query" not in body:
        asked = [each if isinstance(each, dict) else {"id": each} for each in said["ids"]]
        after = said.get("after")
        return {"data": [person(each["id"], each.get("after", after)) for each in asked]}
    if "ids" in said:
        return {"data": {"people": [person(key, said.get("after")) for key in said["ids"]]}}
    numbers = [name.removeprefix("id_") for name in said if name.startswith("id_")]
    return {"data": {f"k{n}": person(said[f"id_{n}"], said.get(f"after_{n}")) for n in numbers}}


async def found(made: Lookup, handle: Any = answered) -> tuple[Mapping[str, Found], int]:
    sent: list[httpx.Request] = []

    def hear(request: httpx.Request) -> httpx.Response:
        sent.append(request)
        body = handle(request)
        return body if isinstance(body, httpx.Response) else httpx.Response(200, json=body)

    asked = source("http://crm.example", connector(made), transport=httpx.MockTransport(hear))
    try:
        return await ask(asked, *SIZES), len(sent)
    finally:
        await asked.close()


def numbers(records: Found) -> list[int | None]:
    """The items of a key's list; a None behind them stands for what was left."""
    assert isinstance(records, Sequence)
    first, *rest = records
    assert first is not None
    return [*(each["n"] for each in first["bills"]["nodes"]), *rest]


@pytest.mark.parametrize("name", STYLES)
async def test_every_list_is_whole_in_the_calls_that_are_counted(name: str) -> None:
    made, calls = STYLES[name]
    records, sent = await found(made)
    assert {key: numbers(each) for key, each in records.items()} == {
        key: list(range(size)) for key, size in SIZES.items()
    }
    assert sent == calls
    assert sent <= made.exchanges(len(SIZES))


def test_the_plan_counts_further_pages_together_or_for_each_key() -> None:
    pages = {name: made.exchanges(25) for name, (made, _) in STYLES.items()}
    together, alone = 3 * 20, 3 + 19 * 25  # 25 keys of at most 9 a call, up to 20 pages
    assert pages == {
        "together": together,
        "each alone, by a parameter": alone,
        "each alone, by a field": alone,
        "a GraphQL list": alone,
        "GraphQL aliases": together,
        "a call a key": 25 * 20,
    }


LEFT: Mapping[str, tuple[Any, list[int | None]]] = {
    "a failure": (httpx.Response(500), [0, 1, None]),
    "a limit": (httpx.Response(429), [0, 1, None]),
    "nobody": ({"data": []}, [0, 1, None]),
    "no list": ({"data": [{"id": "a", "bills": {"nodes": 7}}]}, [0, 1, None]),
    "somebody else": ({"data": [person("b", 0)]}, [0, 1, None]),
    "a cursor that is none": (
        {"data": [{"id": "a", "bills": {"nodes": [{"n": 2}], "next": {"x": 1}}}]},
        [0, 1, 2, None],
    ),
    "a page that leads back": (
        {"data": [{"id": "a", "bills": {"nodes": [{"n": 2}], "next": "2"}}]},
        [0, 1, 2, None],
    ),
}


@pytest.mark.parametrize("what", LEFT)
async def test_what_is_not_had_of_a_list_is_told_and_costs_nothing_that_came(what: str) -> None:
    reply, had = LEFT[what]

    def handle(request: httpx.Request) -> Any:
        return reply if b"after" in request.content else answered(request)

    records, _ = await found(STYLES["together"][0], handle)
    assert numbers(records["a"]) == had
    assert numbers(records["b"]) == [0, 1]


async def test_pages_are_at_most_so_many_and_the_rest_is_told() -> None:
    made = STYLES["together"][0]
    few = replace(made, pages=ListPages("bills.next", "bills.nodes", "after", max_pages=2))
    records, sent = await found(few)
    assert numbers(records["a"]) == [0, 1, 2, 3, None]
    assert sent == 2


def test_what_pages_hold_is_bounded() -> None:
    pages = ListPages("next", "to", "after")
    lists = ListWalk(pages, {"a": [{"to": [1], "next": "2"}]}, held_max=10)
    lists.take(dict(lists.open), {"a": [{"to": [22222], "next": "3"}]})
    assert lists.open == {"a": "3"}
    lists.take(dict(lists.open), {"a": [{"to": [33333], "next": "4"}]})
    assert "10 bytes" in lists.left["a"]
