"""A person with account and org unit in one call: whole or not at all, and the same again."""

from dataclasses import replace

from aggregator.directory.codes import Code
from aggregator.directory.directory import Directory
from aggregator.directory.values import AccountUpsert, CustomerUpsert, OrgUnitUpsert
from aggregator.directory.write.together import PersonUpsert, PersonUpserted
from aggregator.store import Store
from tests.support.statements import statements
from tests.support.stores import BY
from tests.support.upserts import CONFLICT, CREATED, REFUSED, UNCHANGED, UPDATED, W, found

ACME = AccountUpsert("org_7", "Acme", "acme.com")
EUROPE = OrgUnitUpsert("ws_3", "Acme Europe")
ANN = PersonUpsert(CustomerUpsert("u1", email="ann@acme.com", name="Ann"), ACME, EUROPE)


async def said(directory: Directory, *people: PersonUpsert) -> list[PersonUpserted]:
    return await directory.upsert_people(W, BY, people)


async def test_the_three_are_made_once_and_linked(directory: Directory) -> None:
    [made] = await said(directory, ANN)
    assert made.account
    assert made.org_unit
    assert made.customer
    assert made.state is CREATED
    ann = await found(directory, external_id="u1")
    assert ann.account_id == made.account.id
    rows = await directory.links(W, "customer", made.customer.id or "")
    assert ("org_unit", made.org_unit.id) in [(row.name, row.value) for row in rows]
    [again] = await said(directory, ANN)
    assert again.state is UNCHANGED
    assert again.customer
    assert again.customer.id == made.customer.id
    [renamed] = await said(directory, replace(ANN, account=replace(ACME, tier="gold")))
    assert renamed.state is UPDATED


async def test_an_org_unit_of_another_account_is_told_and_nothing_of_it_is_written(
    directory: Directory,
) -> None:
    [made] = await said(directory, ANN)
    other = AccountUpsert("org_8", "Other")
    bob = PersonUpsert(CustomerUpsert("u2"), other, EUROPE)
    carl = PersonUpsert(CustomerUpsert("u3"), other)
    told, taken = await said(directory, bob, carl)
    assert told.state is CONFLICT
    assert told.org_unit
    assert told.org_unit.code is Code.ORG_UNIT_TAKEN
    assert made.account
    assert told.org_unit.candidates == (made.account.id,)
    assert told.customer is None
    assert taken.state is CREATED
    page = await directory.page(W, 10)
    assert {match.external_id for match in page.matches} == {"u1", "u3"}


async def test_of_two_in_one_call_the_first_has_the_org_unit(directory: Directory) -> None:
    new = OrgUnitUpsert("ws_9")
    first, second = await said(
        directory,
        PersonUpsert(CustomerUpsert("u1"), AccountUpsert("a"), new),
        PersonUpsert(CustomerUpsert("u2"), AccountUpsert("b"), new),
    )
    assert (first.state, second.state) == (CREATED, CONFLICT)
    assert (await directory.page(W, 10)).total == 1


async def test_without_an_account_a_customer_belongs_to_the_org_units(
    directory: Directory,
) -> None:
    [made] = await said(directory, ANN)
    await said(directory, PersonUpsert(CustomerUpsert("u2"), None, EUROPE))
    bob = await found(directory, external_id="u2")
    assert made.account
    assert bob.account_id == made.account.id


async def test_who_cannot_be_taken_leaves_no_account_behind(
    directory: Directory, store: Store
) -> None:
    bad = PersonUpsert(CustomerUpsert("u9", email="no mail"), AccountUpsert("new"))
    refused, created = await said(directory, bad, ANN)
    assert (refused.state, created.state) == (REFUSED, CREATED)
    async with store.read() as connection:
        held = await connection.exec_driver_sql("SELECT value_raw FROM links WHERE kind='email'")
        assert [value for (value,) in held] == ["ann@acme.com"]
        refs = await connection.exec_driver_sql("SELECT value_raw FROM links WHERE value_raw='new'")
        assert list(refs) == []


async def test_many_take_as_many_statements_as_one(directory: Directory, store: Store) -> None:
    counts = []
    for round_, many in enumerate((1, 50)):
        people = [
            PersonUpsert(
                CustomerUpsert(f"u{round_}-{n}"),
                AccountUpsert(f"a{round_}-{n}"),
                OrgUnitUpsert(f"w{round_}-{n}"),
            )
            for n in range(many)
        ]
        with statements(store) as seen:
            await said(directory, *people)
        counts.append(len(seen))
    assert counts[0] == counts[1]
