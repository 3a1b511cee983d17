"""The root: who can be asked for, by what, and a page at a time."""

import asyncio
from typing import Any

import pytest

from aggregator.directory.values import CustomerPage
from aggregator.domain.customer import AccountMatch, CustomerIds, TenantIds
from aggregator.domain.pages import PAGE_MOST
from tests.support.world import MemoryDirectory, MemorySource, World, conversation, customer

GROCERY = AccountMatch("acc_1", "Grocery", "org_1", "grocery.co", "domain", {"shop.account": "g"})


def crowd(count: int) -> World:
    return World(directory=MemoryDirectory([customer(n) for n in range(count)]))


@pytest.mark.parametrize(
    "by", ['{id: "cus_1"}', '{email: "c1@x.example"}', '{email: "c1@x.example", plainId: "c_1"}']
)
async def test_a_customer_is_found_by_what_the_caller_knows(by: str) -> None:
    data = await World().data(f"{{ customer(by: {by}) {{ id name email externalId }} }}")
    assert data["customer"] == {
        "id": "cus_1",
        "name": "Customer 1",
        "email": "c1@x.example",
        "externalId": "ext_1",
    }


@pytest.mark.parametrize("by", ['{id: "cus_9"}', '{plainId: "c_9"}', '{id: "9", plainId: "9"}'])
async def test_by_an_id_of_the_directory_nobody_is_null_and_no_error(by: str) -> None:
    answer = (await World().ask(f"{{ customer(by: {by}) {{ id plainId name }} }}")).payload
    assert answer == {"data": {"customer": None}}


@pytest.mark.parametrize(
    ("by", "key"),
    [
        ('{externalId: "ext_9"}', {"externalId": "ext_9", "email": None}),
        ('{email: "c9@x.example"}', {"externalId": None, "email": "c9@x.example"}),
        ('{id: "9", email: "c9@x.example"}', {"externalId": None, "email": "c9@x.example"}),
    ],
)
async def test_whom_the_directory_does_not_know_sources_are_asked_for_all_the_same(
    by: str, key: dict[str, str | None]
) -> None:
    data = await World().data(f"{{ customer(by: {by}) {{ id externalId email }} }}")
    assert data["customer"] == {"id": None, **key}


async def test_a_card_for_somebody_of_whom_only_plains_id_is_given_keeps_its_customer() -> None:
    nobody = CustomerIds(plain_id="c_9")
    assert await World().data("{ customer { id plainId } }", customer_ids=nobody) == {
        "customer": {"id": None, "plainId": "c_9"}
    }


async def test_without_by_it_is_the_customer_of_the_request() -> None:
    assert (await World().data("{ customer { id } }"))["customer"] == {"id": "cus_1"}


async def test_a_request_without_a_customer_has_none_and_no_error() -> None:
    assert await World().data("{ customer { id } }", customer_ids=None) == {"customer": None}


async def test_an_operation_that_speaks_of_no_request_is_told_how_to_name_a_customer() -> None:
    answer = await World().ask("{ customer { id } }", given=False, customer_ids=None)
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "CUSTOMER_REQUIRED"
    assert "extensions" in error["message"]


@pytest.mark.parametrize("query", ["{ customer(by: {}) { id } }", "{ account(by: {}) { id } }"])
async def test_by_without_any_id_is_the_callers_mistake(query: str) -> None:
    (error,) = (await World().ask(query)).payload["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert "Fix: give one of its fields" in error["message"]


async def test_only_the_requests_own_customer_tells_by_what_it_was_matched() -> None:
    own = await World().card("{ customer { id } }")
    named = await World().card('{ customer(by: {id: "cus_1"}) { id } }')
    assert (own.matched_by, named.matched_by) == ("email", None)


async def test_a_walk_over_the_pages_meets_each_customer_once() -> None:
    world, seen, after = crowd(5), [], None
    for _ in range(4):
        cursor = f', after: "{after}"' if after else ""
        page = (
            await world.data(
                f"{{ customers(first: 2{cursor}) {{ totalCount nodes {{ id }} edges {{ cursor node "
                "{ id } } pageInfo { hasNextPage hasPreviousPage startCursor endCursor } } }"
            )
        )["customers"]
        info = page["pageInfo"]
        assert page["totalCount"] == 5
        assert [edge["node"] for edge in page["edges"]] == page["nodes"]
        assert [edge["cursor"] for edge in page["edges"]] == [n["id"] for n in page["nodes"]]
        assert (info["startCursor"], info["endCursor"]) == (
            page["nodes"][0]["id"],
            page["nodes"][-1]["id"],
        )
        assert info["hasPreviousPage"] == (after is not None)
        seen += [node["id"] for node in page["nodes"]]
        after = info["endCursor"]
        if not info["hasNextPage"]:
            break
    assert seen == [f"cus_{n}" for n in range(5)]


async def test_an_empty_page_has_no_cursors() -> None:
    page = await crowd(0).data(
        "{ customers { totalCount nodes { id } pageInfo { hasNextPage startCursor endCursor } } }"
    )
    assert page["customers"] == {
        "totalCount": 0,
        "nodes": [],
        "pageInfo": {"hasNextPage": False, "startCursor": None, "endCursor": None},
    }


@pytest.mark.parametrize("first", [0, -1, PAGE_MOST + 1])
async def test_a_page_has_a_size_within_bounds(first: int) -> None:
    answer = await crowd(1).ask(f"{{ customers(first: {first}) {{ totalCount }} }}")
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "BAD_USER_INPUT"
    assert str(PAGE_MOST) in error["message"]


async def test_a_page_that_takes_too_long_is_told_as_the_directorys_failure() -> None:
    class Lost(MemoryDirectory):
        async def page(self, *_: object) -> CustomerPage:
            await asyncio.Event().wait()
            raise AssertionError("unreachable")

    answer = await World(directory=Lost([]), seconds=0.0).ask("{ customers { totalCount } }")
    assert answer.payload["errors"][0]["extensions"]["code"] == "DIRECTORY_UNAVAILABLE"


async def test_an_account_is_found_in_the_directory_and_told_by_its_source() -> None:
    shop = MemorySource({"account": {"g": [{"id": "g", "name": "Grocery Ltd"}]}})
    world = World([shop], MemoryDirectory(companies=[GROCERY]))
    data = await world.data('{ account(by: {domain: "grocery.co"}) { id name source } }')
    assert data["account"] == {"id": "g", "name": "Grocery Ltd", "source": "shop"}
    assert (await world.data('{ account(by: {domain: "x.example"}) { id } }'))["account"] is None


@pytest.mark.parametrize(
    ("subject", "thread", "tenant"),
    [
        ({}, None, None),
        ({"thread": conversation()}, {"id": "th_1", "externalId": "t1"}, None),
        ({"tenant": TenantIds(plain_id="te_1")}, None, {"id": "te_1", "externalId": None}),
    ],
)
async def test_thread_and_tenant_are_the_requests_own(
    subject: dict[str, Any], thread: Any, tenant: Any
) -> None:
    data = await World().data("{ thread { id externalId } tenant { id externalId } }", **subject)
    assert data == {"thread": thread, "tenant": tenant}
