"""What an upsert writes: links of accounts, org units and people, and events without values."""

from datetime import UTC, datetime

from sqlalchemy import select

from aggregator.directory.codes import Code
from aggregator.directory.directory import Directory
from aggregator.directory.tables import events, links
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    OrgUnitUpsert,
    Provenance,
    UpsertRules,
)
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.store import Store
from tests.support.stores import BY, added
from tests.support.upserts import CONFLICT, CREATED, REFUSED, UPDATED, W, found, one


async def test_customers_join_accounts_of_the_same_call_and_ones_already_there(
    directory: Directory,
) -> None:
    await added(directory, W, [AccountUpsert("old", "Old")], [])
    await added(
        directory,
        W,
        [AccountUpsert("new", "New")],
        [
            CustomerUpsert("a", None, None, "A", " old"),
            CustomerUpsert("b", account_external_id="new"),
        ],
    )
    asked = [CustomerIds(external_id="a"), CustomerIds(external_id="b")]
    people = await directory.resolve(W, asked)
    names = []
    for person in asked:
        match = people[person]
        assert isinstance(match, CustomerMatch)
        company = TenantIds(account_id=match.account_id)
        account = (await directory.resolve_accounts(W, [company]))[company]
        assert isinstance(account, AccountMatch)
        names.append(account.name)
    assert names == ["Old", "New"]


async def test_an_account_and_an_org_unit_are_made_in_the_same_call(directory: Directory) -> None:
    rules = UpsertRules(create_accounts=True)
    done = await directory.upsert(
        W,
        BY,
        org_units=[OrgUnitUpsert("o1", "Unit", environment="test", account_external_id="a1")],
        customers=[CustomerUpsert("x1", account_external_id="a1", org_ref="o1")],
        rules=rules,
    )
    assert [each.state for each in done] == [CREATED, CREATED]
    match = await found(directory, external_id="x1")
    company = TenantIds(external_id="a1")
    account = (await directory.resolve_accounts(W, [company]))[company]
    assert isinstance(account, AccountMatch)
    assert match.account_id == account.id


async def test_a_domain_belongs_to_one_account_and_never_a_mail_provider(
    directory: Directory,
) -> None:
    done = await directory.upsert(
        W,
        BY,
        accounts=[
            AccountUpsert("a1", domain="acme.co"),
            AccountUpsert("a2", domain="ACME.co"),
            AccountUpsert("a3", domain="gmail.com"),
            AccountUpsert("a4", domain="https://acme.co/x"),
            AccountUpsert(domain="acme.co", name="Acme"),
        ],
    )
    assert [(each.state, each.code) for each in done] == [
        (CREATED, None),
        (CONFLICT, Code.DOMAIN_TAKEN),
        (REFUSED, Code.BAD_DOMAIN),
        (REFUSED, Code.BAD_DOMAIN),
        (UPDATED, None),
    ]


async def test_people_may_share_a_key_in_a_source(directory: Directory) -> None:
    shared = {"billing.customer": "cus_1"}
    await added(directory, W, [], [CustomerUpsert("a", None, "x@x.co", keys=shared)])
    await added(directory, W, [], [CustomerUpsert("b", None, "x@x.co", keys=shared)])
    people = await directory.resolve(
        W, [CustomerIds(external_id="a"), CustomerIds(external_id="b")]
    )
    assert [match.keys for match in people.values() if isinstance(match, CustomerMatch)] == [
        shared
    ] * 2


async def test_a_customer_and_an_account_may_have_the_same_external_id(
    directory: Directory,
) -> None:
    await added(directory, W, [AccountUpsert("acme")], [CustomerUpsert("acme")])
    assert len(await directory.resolve(W, [CustomerIds(external_id="acme")])) == 1
    assert len(await directory.resolve_accounts(W, [TenantIds(external_id="acme")])) == 1


async def test_blank_ids_are_no_ids(directory: Directory) -> None:
    blank = CustomerUpsert("", "  ", "", keys={"billing.customer": " "})
    await added(directory, W, [], [blank] * 2)
    page = await directory.page(W, 10)
    assert [(m.external_id, m.plain_id, m.email, m.keys) for m in page.matches] == [
        (None, None, None, {})
    ] * 2


async def test_a_link_keeps_what_was_received_and_who_said_it_and_the_event_no_value(
    store: Store,
) -> None:
    counter = iter(range(100))
    moment = datetime(2026, 11, 22, tzinfo=UTC)
    directory = Directory(store, ids=lambda prefix: f"{prefix}{next(counter)}", now=lambda: moment)
    by = Provenance("crm", "sync", reason="nightly", import_id="imp_1")
    await one(directory, CustomerUpsert("X1", None, " Alex@X.co ", keys={"crm.contact": "7"}), by)
    columns = links.c
    async with store.read() as connection:
        rows = await connection.execute(
            select(
                columns.system,
                columns.kind,
                columns.value_norm,
                columns.value_raw,
                columns.exclusive,
                columns.source,
                columns.actor,
                columns.import_id,
                columns.reason,
                columns.added_by,
                columns.valid_from,
            ).order_by(columns.id)
        )
        who = ("crm", "sync", "imp_1", "nightly", 1, moment)
        assert [tuple(row) for row in rows] == [
            ("", "external_id", "X1", "X1", True, *who),
            ("", "email", "alex@x.co", " Alex@X.co ", False, *who),
            ("crm", "contact", "7", "7", False, *who),
        ]
        [event] = await connection.execute(select(events))
        assert tuple(event) == (
            W,
            1,
            "upsert",
            "customer",
            "cust_0",
            None,
            "imp_1",
            "crm",
            "sync",
            moment,
        )


async def test_a_link_that_ended_finds_nobody_and_frees_its_value(
    directory: Directory, store: Store
) -> None:
    await added(directory, W, [], [CustomerUpsert("x", name="First")])
    async with store.write() as connection:
        await connection.execute(links.update().values(valid_to=datetime.now(UTC), ended_by=1))
    assert await directory.resolve(W, [CustomerIds(external_id="x")]) == {}
    await added(directory, W, [], [CustomerUpsert("x", name="Second")])
    assert (await found(directory, external_id="x")).name == "Second"
