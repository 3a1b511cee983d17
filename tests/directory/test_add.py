from datetime import UTC, datetime

import pytest
from sqlalchemy import select

from aggregator.directory.directory import Directory
from aggregator.directory.tables import identities
from aggregator.directory.values import NewAccount, NewCustomer
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import DirectoryUnavailable, InvalidRequest
from aggregator.store import Store
from tests.support.statements import statements

W = "default"


async def total(directory: Directory) -> int:
    return (await directory.page(W, 0)).total


async def test_ten_thousand_customers_are_five_inserts_of_many_rows_each(
    directory: Directory, store: Store
) -> None:
    people = [
        NewCustomer(
            f"x{n}",
            f"p{n}",
            f"e{n}@x.co",
            f"Name {n}",
            f"a{n % 100}",
            {"billing.customer": f"c{n}"},
        )
        for n in range(10_000)
    ]
    with statements(store) as seen:
        await directory.add(W, [NewAccount(f"a{n}") for n in range(100)], people)
    assert len(seen) == 5  # accounts, customers, and 40,100 links 20,000 at a time
    assert await total(directory) == 10_000


async def test_customers_join_accounts_of_the_same_call_and_ones_already_there(
    directory: Directory,
) -> None:
    await directory.add(W, [NewAccount("old", "Old")], [])
    await directory.add(
        W,
        [NewAccount("new", "New")],
        [NewCustomer("a", None, None, "A", " old"), NewCustomer("b", account_external_id="new")],
    )
    asked = [CustomerIds(external_id="a"), CustomerIds(external_id="b")]
    found = await directory.resolve(W, asked)
    names = []
    for person in asked:
        match = found[person]
        assert isinstance(match, CustomerMatch)
        company = TenantIds(account_id=match.account_id)
        account = (await directory.resolve_accounts(W, [company]))[company]
        assert isinstance(account, AccountMatch)
        names.append(account.name)
    assert names == ["Old", "New"]


@pytest.mark.parametrize(
    ("accounts", "customers", "message"),
    [
        (
            [],
            [NewCustomer("x"), NewCustomer(" x ")],
            "customer 2 has the external_id of customer 1",
        ),
        ([], [NewCustomer(plain_id="p")] * 2, "customer 2 has the plain_id of customer 1"),
        ([NewAccount("a"), NewAccount("a ")], [], "account 2 has the external_id of account 1"),
        ([NewAccount(" ")], [], "account 1: external_id is blank"),
        ([], [NewCustomer("x", account_external_id="gone")], "customer 1: no account has its"),
        ([], [NewCustomer("x\0y")], "customer 1: external_id cannot be kept"),
        ([], [NewCustomer(email="a" * 513)], "customer 1: email cannot be kept"),
        ([], [NewCustomer(name="\udfff")], "customer 1: name cannot be kept"),
        ([], [NewCustomer(keys={"billing": "c"})], "the kind of key 'billing' names no source"),
        ([], [NewCustomer(keys={".customer": "c"})], "names no source"),
        ([], [NewCustomer("taken")], "already belongs to a customer or account"),
        ([NewAccount("taken")], [], "already belongs to a customer or account"),
    ],
)
async def test_what_cannot_be_kept_is_refused_by_position_and_nothing_is_added(
    directory: Directory, accounts: list[NewAccount], customers: list[NewCustomer], message: str
) -> None:
    await directory.add(W, [NewAccount("taken")], [NewCustomer("taken")])
    good = NewCustomer("good", name="Good")
    with pytest.raises(InvalidRequest, match=message):
        await directory.add(W, accounts, [*customers, good])
    assert await total(directory) == 1
    assert await directory.resolve(W, [CustomerIds(external_id="good")]) == {}


async def test_people_may_share_an_email_and_a_key_in_a_source(directory: Directory) -> None:
    shared = {"billing.customer": "cus_1"}
    await directory.add(W, [], [NewCustomer("a", None, "x@x.co", keys=shared)])
    await directory.add(W, [], [NewCustomer("b", None, "x@x.co", keys=shared)])
    found = await directory.resolve(W, [CustomerIds(external_id="a"), CustomerIds(external_id="b")])
    assert [match.keys for match in found.values() if isinstance(match, CustomerMatch)] == [
        shared
    ] * 2


async def test_a_customer_and_an_account_may_have_the_same_external_id(
    directory: Directory,
) -> None:
    await directory.add(W, [NewAccount("acme")], [NewCustomer("acme")])
    assert len(await directory.resolve(W, [CustomerIds(external_id="acme")])) == 1
    assert len(await directory.resolve_accounts(W, [TenantIds(external_id="acme")])) == 1


async def test_blank_ids_are_no_ids(directory: Directory) -> None:
    await directory.add(W, [], [NewCustomer("", "  ", "", keys={"billing.customer": " "})] * 2)
    page = await directory.page(W, 10)
    assert [(m.external_id, m.plain_id, m.email, m.keys) for m in page.matches] == [
        (None, None, None, {})
    ] * 2


async def test_a_link_keeps_the_value_as_received_and_how_far_it_is_trusted(store: Store) -> None:
    counter = iter(range(100))
    directory = Directory(
        store,
        ids=lambda prefix: f"{prefix}{next(counter)}",
        now=lambda: datetime(2026, 11, 22, tzinfo=UTC),
    )
    await directory.add(W, [], [NewCustomer("X1", None, " Alex@X.co ", keys={"crm.contact": "7"})])
    page = await directory.page(W, 1)
    assert page.matches[0].email == "Alex@X.co"  # given without what surrounds it
    columns = identities.c
    async with store.read() as connection:
        rows = await connection.execute(
            select(
                columns.system,
                columns.kind,
                columns.value_norm,
                columns.value_raw,
                columns.trust,
                columns.exclusive,
                columns.valid_to,
            ).order_by(columns.id)
        )
        assert [tuple(row) for row in rows] == [
            ("", "external_id", "X1", "X1", "verified", True, None),
            ("", "email", "alex@x.co", " Alex@X.co ", "claimed", False, None),
            ("crm", "contact", "7", "7", "verified", False, None),
        ]


async def test_a_link_that_ended_finds_nobody_and_frees_its_value(
    directory: Directory, store: Store
) -> None:
    await directory.add(W, [], [NewCustomer("x", name="First")])
    async with store.write() as connection:
        await connection.execute(identities.update().values(valid_to=datetime.now(UTC)))
    assert await directory.resolve(W, [CustomerIds(external_id="x")]) == {}
    await directory.add(W, [], [NewCustomer("x", name="Second")])
    found = (await directory.resolve(W, [CustomerIds(external_id="x")]))[
        CustomerIds(external_id="x")
    ]
    assert isinstance(found, CustomerMatch)
    assert found.name == "Second"


async def test_ping_tells_when_the_store_is_not_migrated(store: Store) -> None:
    directory = Directory(store)
    await directory.ping()
    async with store.write() as connection:
        await connection.exec_driver_sql("DROP TABLE alembic_version")
    with pytest.raises(DirectoryUnavailable):
        await directory.ping()
