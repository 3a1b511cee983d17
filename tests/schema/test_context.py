"""How a field finds its value: by which key, from which sources, in how many batches."""

import asyncio
from dataclasses import replace

import pytest

from aggregator.domain.errors import SourceTimeout, SourceUnavailable
from aggregator.domain.lookup import Connector, DirectoryKinds
from aggregator.upstream.styles.ids_param import IdsParam
from tests.support.world import (
    SHOP,
    SUBSCRIPTION,
    MemoryDirectory,
    MemorySource,
    Records,
    World,
    customer,
    customer_ids,
)

ACTIVE = {"id": "s1", "status": "active"}
TICKETS = {"t1": [{"id": "t1", "subject": "One", "status": "open"}],
           "t2": [{"id": "t2", "subject": "Two", "status": "open"}]}  # fmt: skip


def invoice(number: str, day: int, **more: object) -> dict[str, object]:
    return {
        "id": number,
        "number": number,
        "status": "paid",
        "issued": f"2026-11-{day:02}T00:00:00Z",
        **more,
    }


def second(**lookups: object) -> MemorySource:
    """Another source of the same kind, asked after the first."""
    return MemorySource(dict(lookups), "second")  # type: ignore[arg-type]  # as given in a test


BOTH = MemoryDirectory([customer(keys={"shop.customer": "c1", "second.customer": "d1"})])


INVOICED: Records = {
    "invoices": {"c1": [{"id": "i1", "key": "c1"}]},
    "subscription": {"c1": [{"id": "s1", "key": "c1"}]},
}


async def test_a_source_is_asked_by_its_own_key_of_the_customer() -> None:
    shop = MemorySource({"subscription": {"c1": [ACTIVE]}})
    data = await World([shop]).data("{ customer { subscription { id source status } } }")
    assert data["customer"]["subscription"] == {"id": "s1", "source": "shop", "status": "ACTIVE"}
    assert shop.calls == [("subscription", ("c1",), 1)]


async def test_a_source_without_a_key_for_the_customer_is_not_asked() -> None:
    shop = MemorySource({"subscription": {"c1": [ACTIVE]}})
    world = World([shop], MemoryDirectory([customer(keys={"other.customer": "c1"})]))
    answer = await world.ask("{ customer { subscription { id } invoices { number } } }")
    assert answer.payload["data"] == {"customer": {"subscription": None, "invoices": None}}
    codes = [error["extensions"]["code"] for error in answer.payload["errors"]]
    assert codes == ["NO_SOURCE_ID", "NO_SOURCE_ID"]
    assert shop.calls == []


async def test_what_one_source_has_is_shown_and_which_other_could_not_be_asked() -> None:
    shop, other = MemorySource(INVOICED), MemorySource(INVOICED, "other")
    world = World([other, shop], MemoryDirectory([customer()]))
    answer = await world.ask("{ customer { invoices { source } subscription { source } } }")
    assert answer.payload["data"]["customer"]["subscription"] == {"source": "shop"}
    # A list is not whole: what is not in it may be what a card would show.
    assert answer.payload["data"]["customer"]["invoices"] == [{"source": "shop"}, None]
    [error] = answer.payload["errors"]
    assert (error["path"], error["extensions"]["source"]) == (["customer", "invoices", 1], "other")
    assert error["extensions"]["code"] == "NO_SOURCE_ID"


async def test_that_one_has_nothing_does_not_say_so_for_another_that_cannot_be_asked() -> None:
    shop, other = MemorySource({}), MemorySource(INVOICED, "other")
    world = World([other, shop], MemoryDirectory([customer()]))
    answer = await world.ask("{ customer { invoices { id } subscription { id } } }")
    assert answer.payload["data"] == {"customer": {"subscription": None, "invoices": None}}
    assert all("other" in error["message"] for error in answer.payload["errors"])
    assert other.calls == []


async def test_an_id_that_the_directory_links_is_not_asked_for() -> None:
    shop = MemorySource({"user": {"c1": [{"account": "a1"}]}, "tickets": {"t9": [{"id": "t9"}]}})
    shop.connector = replace(SHOP, directory=DirectoryKinds(("customer", "ticket")))
    linked = customer(keys={"shop.customer": "c1", "shop.ticket": "t9"})
    data = await World([shop], MemoryDirectory([linked])).data("{ customer { tickets { id } } }")
    assert data["customer"]["tickets"] == [{"id": "t9"}]
    assert shop.calls == [("tickets", ("t9",), 1)]


async def test_a_record_without_a_key_says_that_there_is_nothing() -> None:
    shop = MemorySource({"subscription": {"c1": [ACTIVE]}})
    data = await World([shop]).data("{ customer { subscription { plan { name } } } }")
    assert data["customer"]["subscription"] == {"plan": None}


async def test_a_persons_own_id_is_a_key_without_a_row_in_the_directory() -> None:
    shop = MemorySource({"usage": {"ext_9": [{"id": "u", "calls": 7}]}})
    who = replace(customer_ids(9), external_id="ext_9")
    data = await World([shop]).data("{ customer { id usage { apiCalls } } }", customer_ids=who)
    assert data == {"customer": {"id": None, "usage": {"apiCalls": 7}}}


async def test_one_value_is_the_first_that_is_not_null_in_the_order_of_the_sources() -> None:
    late = {"id": "s2", "status": "late"}
    empty, full = MemorySource({}), second(subscription={"d1": [late]})
    query = "{ customer { subscription { source } } }"
    assert (await World([empty, full], BOTH).data(query))["customer"]["subscription"] == {
        "source": "second"
    }
    first = MemorySource({"subscription": {"c1": [ACTIVE]}})
    assert (await World([first, full], BOTH).data(query))["customer"]["subscription"] == {
        "source": "shop"
    }


async def test_lists_of_several_sources_merge_newest_first_and_each_item_says_its_source() -> None:
    shop = MemorySource({"invoices": {"c1": [invoice("A", 20), invoice("B", 10)]}})
    other = second(invoices={"d1": [invoice("C", 15)]})
    data = await World([shop, other], BOTH).data(
        "{ customer { invoices(first: 2) { number source } } }"
    )
    assert data["customer"]["invoices"] == [
        {"number": "A", "source": "shop"},
        {"number": "C", "source": "second"},
    ]


async def test_a_chain_asks_the_first_lookup_then_each_key_that_it_leads_to() -> None:
    shop = MemorySource(
        {"user": {"c1": [{"id": "u", "tickets": ["t1", "t2", "gone"]}]}, "tickets": TICKETS}
    )
    data = await World([shop]).data("{ customer { tickets(first: 5) { subject } } }")
    assert data["customer"]["tickets"] == [{"subject": "One"}, {"subject": "Two"}]
    assert shop.calls == [("user", ("c1",), 1), ("tickets", ("t1", "t2", "gone"), 1)]


async def test_of_a_chain_only_as_many_are_asked_as_are_wanted() -> None:
    shop = MemorySource(
        {"user": {"c1": [{"id": "u", "tickets": ["t1", "t2"]}]}, "tickets": TICKETS}
    )
    await World([shop]).data("{ customer { tickets(first: 1) { subject } } }")
    assert shop.calls[-1] == ("tickets", ("t1",), 1)


async def test_a_chain_that_leads_nowhere_ends_there() -> None:
    shop = MemorySource({"user": {"c1": [{"id": "u", "tickets": None}]}})
    data = await World([shop]).data("{ customer { tickets { subject } } }")
    assert data["customer"]["tickets"] == []
    assert [name for name, *_ in shop.calls] == ["user"]


async def test_selections_of_one_list_share_a_call_when_the_request_knows_their_bounds() -> None:
    shop = MemorySource({"invoices": {"c1": [invoice(str(n), 28 - n) for n in range(9)]}})
    world = World([shop])
    request_context = world.request_context(bounds={("Customer", "invoices"): 5})
    context = world.context(request_context)
    keys = {"shop.customer": "c1"}
    few = await context.many("Customer.invoices", keys, 2, None)
    more = await context.many("Customer.invoices", keys, 5, None)
    context.caller.close()
    assert ([i.number for i in few], len(more)) == (["0", "1"], 5)
    assert shop.calls == [("invoices", ("c1",), 5)]


async def test_a_batch_is_cut_at_the_lookups_limit() -> None:
    narrow = replace(SUBSCRIPTION, batch=IdsParam("ids", 2))
    shop = MemorySource({}, connector=replace(SHOP, lookups=(narrow,)))
    directory = MemoryDirectory([customer(n) for n in range(5)])
    await World([shop], directory).data("{ customers(first: 5) { nodes { subscription { id } } } }")
    assert [len(keys) for _, keys, _ in shop.calls] == [2, 2, 1]


async def test_a_failed_source_fails_its_field_and_no_other() -> None:
    down = SourceUnavailable("shop", "Shop answered 503")
    shop = MemorySource(
        {"subscription": {"c1": down}, "usage": {"ext_1": [{"id": "u", "calls": 1}]}}
    )
    answer = await World([shop]).ask("{ customer { subscription { id } usage { apiCalls } } }")
    assert answer.payload["data"] == {"customer": {"subscription": None, "usage": {"apiCalls": 1}}}
    (error,) = answer.payload["errors"]
    assert error["path"] == ["customer", "subscription"]
    assert error["extensions"] == {
        "code": "SOURCE_UNAVAILABLE",
        "reference": "REFERENCE1",
        "source": "shop",
    }


async def test_a_record_that_cannot_be_read_fails_its_own_key_alone() -> None:
    shop = MemorySource({"subscription": {"c1": ["no object"], "c2": [ACTIVE]}})  # type: ignore[list-item]
    directory = MemoryDirectory([customer(1), customer(2)])
    answer = await World([shop], directory).ask("{ customers { nodes { subscription { id } } } }")
    assert answer.payload["data"]["customers"]["nodes"] == [
        {"subscription": None},
        {"subscription": {"id": "s1"}},
    ]
    (error,) = answer.payload["errors"]
    assert error["extensions"]["code"] == "SOURCE_MALFORMED"


async def test_a_field_that_nobody_provides_is_null_and_says_not_connected() -> None:
    answer = await World([]).ask("{ customer { name subscription { id } } }")
    assert answer.payload["data"]["customer"] == {"name": "Customer 1", "subscription": None}
    assert answer.payload["errors"][0]["extensions"]["code"] == "SOURCE_NOT_CONNECTED"


async def test_known_is_whom_a_source_or_the_directory_knows() -> None:
    shop = MemorySource({"subscription": {"c1": [ACTIVE]}})
    asked = World([shop])
    assert (await asked.card("{ customer { subscription { id } } }")).known
    assert (await asked.card("{ customer { usage { id } } }")).known, "by the directory alone"
    nobody = World([shop], MemoryDirectory([]))
    assert not (await nobody.card("{ customer { subscription { id } } }")).known


async def test_one_that_is_late_is_told_so_by_source_and_the_other_gets_its_value() -> None:
    shop = MemorySource({"subscription": {"c1": [ACTIVE]}})
    shop.gate.clear()
    world = World([shop])
    request_context = world.request_context()
    keys = {"shop.customer": "c1"}
    patient = world.context(request_context, "patient")
    world.seconds = 0.0
    hasty = world.context(request_context, "hasty")
    fine, late = (context.one("Customer.subscription", keys) for context in (patient, hasty))
    with pytest.raises(SourceTimeout) as caught:
        await late
    await shop.asked.wait()
    shop.gate.set()
    assert (await fine).id == "s1"
    assert caught.value.source == "shop"
    assert len(shop.calls) == 1
    for context in (patient, hasty):
        context.caller.close()


async def test_two_operations_of_one_request_share_directory_and_lookups() -> None:
    shop = MemorySource({"subscription": {"c1": [ACTIVE]}})
    world = World([shop])
    request_context = world.request_context()
    contexts = [world.context(request_context, name) for name in ("a", "b")]

    async def operation(index: int) -> str:
        match = await contexts[index].customer(customer_ids())
        assert match is not None
        found = await contexts[index].one("Customer.subscription", match.keys)
        return str(found.id)

    assert list(await asyncio.gather(operation(0), operation(1))) == ["s1", "s1"]
    assert world.directory.asked == [(customer_ids(),)]
    assert len(shop.calls) == 1
    assert [(batch.loader, batch.callers) for batch in world.trace.batches] == [
        ("directory.customers", ("a", "b")),
        ("shop.subscription", ("a", "b")),
    ]
    for context in contexts:
        context.caller.close()


async def test_a_list_of_nothing_asks_nothing() -> None:
    shop = MemorySource({"invoices": {"c1": [invoice("A", 20)]}})
    data = await World([shop]).data(
        "{ customer { invoices(first: 0) { number } tickets(first: 0) { subject } } }"
    )
    assert data["customer"] == {"invoices": [], "tickets": []}
    assert shop.calls == []


async def test_a_list_is_read_once_with_the_largest_bound_when_a_source_cannot_bound_it() -> None:
    unbounded = tuple(replace(each, per_key=None) for each in SHOP.lookups)
    kept = {"invoices": {"c1": [invoice(str(n), 28 - n) for n in range(9)]}}
    shop = MemorySource(kept, connector=replace(SHOP, lookups=unbounded))
    world = World([shop])
    context = world.context(world.request_context(bounds={("Customer", "invoices"): 5}))
    for first in (2, 5):
        await context.many("Customer.invoices", {"shop.customer": "c1"}, first, None)
    context.caller.close()
    assert shop.calls == [("invoices", ("c1",), 5)]


async def test_the_chains_of_two_sources_do_not_wait_for_each_other() -> None:
    slow = MemorySource({"user": {"c1": [{"id": "u", "tickets": ["t1"]}]}, "tickets": TICKETS})
    fast = second(user={"d1": [{"id": "u", "tickets": ["t2"]}]}, tickets=TICKETS)
    slow.gate.clear()
    asking = asyncio.ensure_future(
        World([slow, fast], BOTH).data("{ customer { tickets { subject } } }")
    )
    async with asyncio.timeout(30):  # the first source is silent all the while
        await fast.asked.wait()
        fast.asked.clear()
        await fast.asked.wait()
    assert [name for name, *_ in fast.calls] == ["user", "tickets"]
    slow.gate.set()
    assert len((await asking)["customer"]["tickets"]) == 2


async def test_the_chain_of_a_source_whose_answer_is_not_needed_is_left_alone() -> None:
    user = {"id": "u"}
    first = MemorySource({"user": {"c1": [{**user, "account": "a1"}]}})
    first.connector = _with_account_key(first.connector)
    first.kept = {**first.kept, "account": {"a1": [{"id": "a1", "name": "One"}]}}
    other = second(user={"d1": [{**user, "account": "a2"}]})
    other.connector = first.connector
    other.gate.clear()
    data = await World([first, other], BOTH).data("{ customer { account { name } } }")
    assert data["customer"]["account"] == {"name": "One"}
    other.gate.set()


async def test_what_is_asked_for_may_be_left_unawaited() -> None:
    """As the executor leaves it where another field of the same parent fails."""
    world = World([MemorySource({}), second()], BOTH)
    context = world.context(world.request_context())
    keys = {"shop.customer": "c1", "other.customer": "d1"}
    asked = [
        context.one("Customer.subscription", keys),
        context.one("Customer.account", keys),
        context.many("Customer.invoices", keys, 3, "issued_at"),
        context.many("Customer.tickets", keys, 3, None),
    ]
    context.caller.close()
    assert all(asyncio.isfuture(each) for each in asked)
    await asyncio.wait(asked)


async def test_a_list_of_one_key_is_a_list() -> None:
    shop = MemorySource({"user": {"c1": [{"id": "u", "tickets": "t1"}]}, "tickets": TICKETS})
    data = await World([shop]).data("{ customer { tickets(first: 3) { subject } } }")
    assert data["customer"]["tickets"] == [{"subject": "One"}]


async def test_the_lists_of_several_keys_are_one_newest_first() -> None:
    records = {"c1": [invoice("A", 20), invoice("B", 10)], "c2": [invoice("C", 15)], "c3": []}
    shop = MemorySource({"invoices": records})
    world = World([shop], MemoryDirectory([customer(keys={"shop.customer": ("c1", "c2", "c3")})]))
    data = await world.data("{ customer { invoices(first: 2) { number } } }")
    assert data["customer"]["invoices"] == [{"number": "A"}, {"number": "C"}]
    assert shop.calls == [("invoices", ("c1", "c2", "c3"), 2)]


async def test_one_value_is_asked_by_the_first_of_several_keys() -> None:
    shop = MemorySource(
        {
            "user": {"c1": [{"id": "u", "account": ["a1", "a2"]}]},
            "account": {"a1": [{"id": "a1", "name": "One"}]},
        },
        connector=_with_account_key(SHOP),
    )
    data = await World([shop]).data("{ customer { account { name } } }")
    assert data["customer"]["account"] == {"name": "One"}
    assert shop.calls[-1] == ("account", ("a1",), 1)


def _with_account_key(connector: Connector) -> Connector:
    return replace(
        connector,
        lookups=tuple(
            replace(each, keys={**each.keys, "account": "account"}) if each.name == "user" else each
            for each in connector.lookups
        ),
    )


async def test_of_whom_a_source_knows_by_several_ids_all_is_shown() -> None:
    records: Records = {
        "invoices": {"c1": [{"id": "i1", "key": "c1"}], "c2": [{"id": "i2", "key": "c2"}]},
        "subscription": {"c2": [{"id": "s2", "key": "c2"}]},
    }
    shop = MemorySource(records)
    merged = replace(customer(), more={"shop.customer": ("c2",)})
    world = World([shop], MemoryDirectory([merged]))
    data = await world.data("{ customer { invoices { id } subscription { id } } }")
    assert data["customer"]["invoices"] == [{"id": "i1"}, {"id": "i2"}]
    assert data["customer"]["subscription"] == {"id": "s2"}
    # All of them in one call, as of several customers.
    assert [keys for name, keys, _ in shop.calls if name == "invoices"] == [("c1", "c2")]
