"""The timeline: all lists with a date as one, newest first, whichever sources answer."""

import base64
from collections.abc import Sequence
from typing import Any

import pytest
from graphql import GraphQLObjectType, parse

from aggregator.domain.authentication import NO_AUTH
from aggregator.domain.card import Failed, Result
from aggregator.domain.customer import CustomerIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    AggregatorError,
    AmbiguousCustomer,
    ItemUnreadable,
    NoSourceId,
    SourceNotConnected,
    SourceTimeout,
)
from aggregator.domain.lookup import FIRST_MAX, Connector, From
from aggregator.domain.plain.request import Subject
from aggregator.plans.compile import compile_operation
from aggregator.plans.merge import Merger
from aggregator.plans.selection import CompiledOperation
from aggregator.plans.warm import WarmCards
from aggregator.schema.build import build_schema
from aggregator.schema.declared.declaration import DeclaredTypes
from aggregator.schema.execute import Engine
from aggregator.schema.timeline_members import expanded, members_of
from tests.support.the_world import the_world
from tests.support.world import INVOICES, MemoryDirectory, MemorySource, World, customer, lookup

SHOWN = "{ customer { timeline(first: %d) { source kind at title status amount url } } }"


def desk(name: str, **records: Any) -> MemorySource:
    """A helpdesk, asked by the customer's id in it."""
    at = From("at", "datetime")
    tickets = lookup(
        "tickets",
        "customer",
        "Customer.tickets",
        many=True,
        per_key="limit",
        fields={
            "id": "id",
            "subject": "subject",
            "status": From("status", table={"open": "OPEN"}),
            "updated_at": at,
        },
    )
    talks = lookup(
        "talks",
        "customer",
        "Customer.conversations",
        many=True,
        per_key="limit",
        fields={"id": "id", "subject": "subject", "last_message_at": at},
    )
    connector = Connector(name, name.title(), "custom", NO_AUTH, (tickets, talks))
    return MemorySource(records, name, connector)


def shop(*invoices: Any) -> MemorySource:
    connector = Connector("shop", "Shop", "custom", NO_AUTH, (INVOICES,))
    return MemorySource({"invoices": {"c1": list(invoices)}}, "shop", connector)


def ticket(number: int, at: str, **more: Any) -> dict[str, Any]:
    return {"id": f"t{number}", "subject": f"Ticket {number}", "status": "open", "at": at, **more}


def directory(**keys: str) -> MemoryDirectory:
    return MemoryDirectory([customer(keys={k.replace("_", "."): v for k, v in keys.items()})])


ALL = {"shop_customer": "c1", "one_customer": "d1", "two_customer": "d1"}


def desks() -> tuple[MemorySource, ...]:
    return (
        desk(
            "one",
            tickets={"d1": [ticket(1, "2026-11-20T10:00Z"), ticket(2, "2026-11-01T10:00Z")]},
            talks={"d1": [{"id": "x", "subject": "Hello", "at": "2026-11-21T10:00Z"}]},
        ),
        desk("two", tickets={"d1": [ticket(3, "2026-11-20T11:00Z")]}),
        shop({"id": "i", "number": "N-1", "status": "paid", "issued": "2026-11-10T10:00Z"}),
    )


async def by_both(world: World, query: str) -> Result:
    """The plan's result, which is the engine's."""
    schema = the_world().schema
    document = parse(query)
    compiled = compile_operation(document, None, schema)
    assert isinstance(compiled, CompiledOperation), compiled
    context = world.request_context()
    subject = Subject(CustomerIds(email="c1@x.example"), None, None)
    warm = WarmCards({"card": compiled}, subject, Deadline.after(60), context, Merger())
    await warm.start()
    planned = warm.result("card")
    warm.close()
    await context.loaders.close()
    asked = [list(source.calls) for source in world.sources]
    for source in world.sources:
        source.calls.clear()
    other = world.request_context()
    engine = await Engine(schema).card(document, world.context(other), {}, None)
    await other.loaders.close()
    assert told(planned.data) == told(engine.data)
    assert asked == [source.calls for source in world.sources]
    return planned


def told(value: Any) -> Any:
    if isinstance(value, Failed):
        return (type(value.error), value.error.message)
    if isinstance(value, dict):
        return {name: told(inner) for name, inner in value.items()}
    return [told(each) for each in value] if isinstance(value, list) else value


def timeline(result: Result) -> tuple[list[tuple[str, str, str]], list[AggregatorError]]:
    """What happened, and what stands behind it for what is missing."""
    found: Sequence[Any] = result.data["customer"]["timeline"]
    there = [(i["source"], i["kind"], i["title"]) for i in found if not isinstance(i, Failed)]
    failed = [i.error for i in found if isinstance(i, Failed)]
    assert [isinstance(i, Failed) for i in found] == [False] * len(there) + [True] * len(failed)
    return there, failed


async def test_all_lists_of_all_sources_are_one_newest_first_each_item_with_its_source() -> None:
    world = World(desks(), directory(**ALL))
    result = await by_both(world, SHOWN % 10)
    assert timeline(result) == (
        [
            ("one", "Conversation", "Hello"),
            ("two", "Ticket", "Ticket 3"),
            ("one", "Ticket", "Ticket 1"),
            ("shop", "Invoice", "N-1"),
            ("one", "Ticket", "Ticket 2"),
        ],
        [],
    )
    items = result.data["customer"]["timeline"]
    assert [item["status"] for item in items] == [None, "Open", "Open", "Paid", "Open"]
    assert items[3]["at"] == "2026-11-10T10:00:00+00:00"
    assert result.known


async def test_each_list_of_each_source_is_asked_once_for_as_many_as_are_wanted() -> None:
    sources = desks()
    world = World(sources, directory(**ALL))
    there, _ = timeline(await by_both(world, SHOWN % 2))
    assert [title for *_, title in there] == ["Hello", "Ticket 3"]
    assert [source.calls for source in sources] == [
        [("tickets", ("d1",), 2), ("talks", ("d1",), 2)],
        [("tickets", ("d1",), 2), ("talks", ("d1",), 2)],
        [("invoices", ("c1",), 2)],
    ]
    empty = await by_both(World(desks(), directory(**ALL)), SHOWN % 0)
    assert empty.data["customer"]["timeline"] == []


async def test_a_source_that_fails_stands_behind_what_the_others_have_once() -> None:
    late = SourceTimeout("two", "two did not answer")
    down = desk("two", tickets={"d1": late}, talks={"d1": late})
    world = World([desks()[0], down], directory(**ALL))
    there, [failed] = timeline(await by_both(world, SHOWN % 10))
    assert [title for *_, title in there] == ["Hello", "Ticket 1", "Ticket 2"]
    assert failed.message == late.message


async def test_a_source_in_which_nobody_knows_their_id_is_told_and_never_taken_for_none() -> None:
    world = World(desks(), directory(one_customer="d1"))
    there, failed = timeline(await by_both(world, SHOWN % 10))
    assert [title for *_, title in there] == ["Hello", "Ticket 1", "Ticket 2"]
    assert [(type(each), each.facts["source"]) for each in failed] == [
        (NoSourceId, "shop"),
        (NoSourceId, "two"),
    ]
    nowhere, everywhere = timeline(await by_both(World(desks(), directory()), SHOWN % 10))
    assert (nowhere, len(everywhere)) == ([], 3)


async def test_nobody_connected_is_no_empty_list() -> None:
    result = await by_both(World([desk("crm")], directory()), "{ customer { name } }")
    assert result.data["customer"]["name"] == "Customer 1"
    result = await by_both(World([], directory()), SHOWN % 10)
    failed = result.data["customer"]["timeline"]
    assert isinstance(failed, Failed)
    assert isinstance(failed.error, SourceNotConnected)


async def test_what_cannot_be_read_costs_itself_and_what_has_no_date_is_last() -> None:
    odd = desk("one", tickets={"d1": [ticket(1, "soon"), "text", ticket(2, "2026-11-01T10:00Z")]})
    world = World([odd], directory(one_customer="d1"))
    found = (await by_both(world, SHOWN % 10)).data["customer"]["timeline"]
    dated, undated, unread = found
    assert (dated["title"], undated["title"]) == ("Ticket 2", "Ticket 1")
    assert isinstance(undated["at"], Failed)
    assert isinstance(unread.error, ItemUnreadable)


async def test_what_belongs_to_another_one_is_in_nobodys_timeline() -> None:
    """Asked by an external id that nobody linked, it is not put beside a linked person's."""
    by_id = lookup(
        "incidents",
        "external_id",
        "Customer.incidents",
        many=True,
        per_key="limit",
        fields={"id": "id", "title": "title", "started_at": From("at", "datetime")},
    )
    product = MemorySource(
        {"incidents": {"other": [{"id": "i", "title": "Theirs", "at": "2026-11-29T10:00Z"}]}},
        "product",
        Connector("product", "Product", "custom", NO_AUTH, (by_id,)),
    )
    match = customer(external_id=None, keys={"one.customer": "d1"})
    world = World([desks()[0], product], MemoryDirectory([match]))
    asked = CustomerIds(email="c1@x.example", external_id="other")
    context = world.request_context()
    document = parse(SHOWN % 10)
    operation = world.context(context, customer_ids=asked)
    result = await Engine(the_world().schema).card(document, operation, {}, None)
    await context.loaders.close()
    there, [failed] = timeline(result)
    assert "Theirs" not in [title for *_, title in there]
    assert len(there) == 3
    assert isinstance(failed, AmbiguousCustomer)
    assert product.calls == []


def test_a_list_that_a_connector_declares_is_part_of_it_if_it_has_a_date() -> None:
    text = """
        type Charge { id: ID!  note: String  paidAt: DateTime  fee: Money  status: String }
        type Badge { id: ID!  name: String }
        extend type Customer { charges: [Charge]  badges: [Badge]  lastCharge: Charge }
    """
    core = build_schema()
    built = build_schema([DeclaredTypes("shop", text, parse(text))], core.core)
    [charge] = [each for each in members_of(built.schema) if each.kind == "Charge"]
    assert (charge.field, charge.newest, charge.title) == ("Customer.charges", "paid_at", None)
    assert (charge.amount, charge.status, charge.url) == ("fee", "status", None)
    names = list(expanded(built.schema, "Customer", ["timeline", "email"]))
    assert names == ["invoices", "tickets", "conversations", "incidents", "charges", "email"]
    assert "charges" not in list(expanded(core.schema, "Customer", ["timeline"]))
    holder = core.schema.type_map["Customer"]
    assert isinstance(holder, GraphQLObjectType)


PAGE = """{ customer { timelinePage(first: %d, after: %s%s) {
  nodes { title source } pageInfo { hasNextPage hasPreviousPage endCursor }
  missing { name code message } } } }"""


async def page(world: World, first: int, after: str | None = None, more: str = "") -> Any:
    cursor = "null" if after is None else f'"{after}"'
    result = await world.card(PAGE % (first, cursor, more))
    found = result.data["customer"]["timelinePage"]
    if isinstance(found, Failed):
        raise found.error
    return found


def titles(found: Any) -> list[str]:
    return [node["title"] for node in found["nodes"]]


def many(name: str, hours: Sequence[int]) -> list[dict[str, Any]]:
    return [
        ticket(hour, f"2026-{1 + hour // 600:02}-{1 + hour // 24 % 25:02}T{hour % 24:02}:00Z")
        | {"subject": f"{name}{hour}"}
        for hour in sorted(hours, reverse=True)
    ]


async def test_pages_give_each_item_once_in_one_order_over_all_sources() -> None:
    one = desk("one", tickets={"d1": many("a", range(0, 60, 2))})
    two = desk("two", tickets={"d1": many("b", range(1, 20, 2))})
    world = World([one, two], directory(**ALL))
    seen: list[str] = []
    after = None
    while True:
        found = await page(world, 7, after)
        assert found["pageInfo"]["hasPreviousPage"] is (after is not None)
        seen += titles(found)
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
    hours = sorted([*range(0, 60, 2), *range(1, 20, 2)], reverse=True)
    assert seen == [f"{'a' if hour % 2 == 0 else 'b'}{hour}" for hour in hours]
    assert titles(await page(world, 7, after)) == []


async def test_what_comes_in_between_two_pages_neither_repeats_nor_hides_anything() -> None:
    tickets = many("a", range(40))
    one = desk("one", tickets={"d1": tickets})
    world = World([one], directory(one_customer="d1"))
    first = await page(world, 5)
    tickets[:0] = many("new", range(100, 130))
    second = await page(world, 5, first["pageInfo"]["endCursor"])
    assert titles(first) == ["a39", "a38", "a37", "a36", "a35"]
    assert titles(second) == ["a34", "a33", "a32", "a31", "a30"]
    assert second["pageInfo"]["hasNextPage"] is True


async def test_a_page_says_which_source_is_missing_and_why() -> None:
    late = SourceTimeout("two", "two did not answer")
    down = desk("two", tickets={"d1": late})
    world = World([desks()[0], down, desks()[2]], directory(one_customer="d1", two_customer="d1"))
    found = await page(world, 2)
    assert titles(found) == ["Hello", "Ticket 1"]
    told = [(each["name"], each["code"]) for each in found["missing"]]
    assert told == [("shop", "NO_SOURCE_ID"), ("two", "SOURCE_TIMEOUT")]


async def test_a_page_can_be_of_some_kinds_alone_and_asks_for_no_other() -> None:
    sources = desks()
    world = World(sources, directory(**ALL))
    kinds = ', kinds: ["Ticket", "Conversation"]'
    assert titles(await page(world, 10, None, kinds)) == [
        "Hello", "Ticket 3", "Ticket 1", "Ticket 2",
    ]  # fmt: skip
    assert sources[2].calls == []


async def test_where_a_list_ends_at_the_most_that_is_fetched_it_is_told() -> None:
    world = World([desk("one", tickets={"d1": many("a", range(600))})], directory(**ALL))
    seen, after = 0, None
    while True:
        found = await page(world, 100, after)
        seen += len(found["nodes"])
        after = found["pageInfo"]["endCursor"]
        if not found["pageInfo"]["hasNextPage"]:
            break
        assert found["missing"] == []
    assert seen == FIRST_MAX
    [told] = found["missing"]
    assert (told["name"], told["code"]) == ("one", "ONLY_NEWEST")


@pytest.mark.parametrize(
    ("first", "after", "more"),
    [
        (0, None, ""),
        (101, None, ""),
        (5, "x", ""),
        (5, "é", ""),
        (5, base64.urlsafe_b64encode(b"[1, 2]").decode(), ""),
        (5, base64.urlsafe_b64encode(b'[-1, 2, "a", "b", "c"]').decode(), ""),
        (5, base64.urlsafe_b64encode(b'[1, 2, "a", "b", 3]').decode(), ""),
        (5, base64.urlsafe_b64encode(b'[1, true, "a", "b", "c"]').decode(), ""),
        (5, None, ", kinds: []"),
        (5, None, ', kinds: ["Tickets"]'),
    ],
)
async def test_what_is_no_page_is_refused(first: int, after: str | None, more: str) -> None:
    with pytest.raises(AggregatorError) as raised:
        await page(World(desks(), directory(**ALL)), first, after, more)
    assert type(raised.value).__name__ == "InvalidRequest"
