"""The thread and the tenant that a card is shown in, and what they lead to."""

import pytest

from aggregator.domain.customer import AccountMatch, TenantIds, ThreadIds
from tests.support.world import MemoryDirectory, MemorySource, World, conversation

TICKET = {"tickets": {"t1": [{"id": "t1", "subject": "One", "status": "open"}]}}
ACCOUNT = {"account": {"g": [{"id": "g", "name": "Grocery Ltd"}]}}
KNOWN = AccountMatch("acc_1", "Grocery", "org_1", "g.co", "account_id", {"shop.account": "g"})


async def test_a_threads_external_id_is_the_ticket_in_whichever_source_asks() -> None:
    shop = MemorySource(TICKET)
    data = await World([shop]).data("{ thread { ticket { subject } } }", thread=conversation())
    assert data["thread"]["ticket"] == {"subject": "One"}
    assert shop.calls == [("tickets", ("t1",), 1)]


@pytest.mark.parametrize("thread", [conversation(None), conversation("t2")])
async def test_a_thread_of_no_ticket_has_none(thread: ThreadIds) -> None:
    data = await World([MemorySource(TICKET)]).data(
        "{ thread { id ticket { subject } } }", thread=thread
    )
    assert data["thread"] == {"id": "th_1", "ticket": None}


async def test_a_tenants_account_is_found_by_the_directory() -> None:
    world = World([MemorySource(ACCOUNT)], MemoryDirectory(companies=[KNOWN]))
    tenant = TenantIds(account_id="acc_1")
    data = await world.data("{ tenant { account { name source } } }", tenant=tenant)
    assert data["tenant"]["account"] == {"name": "Grocery Ltd", "source": "shop"}
    assert world.directory.asked == [(tenant,)]


async def test_a_tenant_nobody_knows_asks_no_source() -> None:
    shop = MemorySource(ACCOUNT)
    data = await World([shop]).data(
        "{ tenant { id account { name } } }", tenant=TenantIds(plain_id="te_9")
    )
    assert data["tenant"] == {"id": "te_9", "account": None}
    assert shop.calls == []
