"""The people of an account: its own alone, each once, those of merged accounts too."""

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.domain.customer import AccountMatch, TenantIds
from aggregator.domain.errors import InvalidRequest
from tests.support.stores import BY, added
from tests.support.upserts import W

ACCOUNTS = [AccountUpsert("a1", name="Acme", domain="acme.com"), AccountUpsert("a2", name="Other")]
PEOPLE = [
    *(CustomerUpsert(f"u{n}", name=f"N{n}", account_external_id="a1") for n in range(3)),
    CustomerUpsert("o1", account_external_id="a2"),
    CustomerUpsert("x1"),
]


async def account(directory: Directory, ref: str) -> AccountMatch:
    asked = TenantIds(external_id=ref)
    found = (await directory.resolve_accounts(W, [asked]))[asked]
    assert isinstance(found, AccountMatch)
    return found


async def test_pages_give_the_people_of_one_account_alone(directory: Directory) -> None:
    await added(directory, W, ACCOUNTS, PEOPLE)
    await added(directory, "another", ACCOUNTS, PEOPLE)
    acme = await account(directory, "a1")
    first = await directory.account_people(W, acme.id, 2)
    assert [each.external_id for each in first.matches] == ["u0", "u1"]
    assert (first.has_next, first.total) == (True, 3)
    second = await directory.account_people(W, acme.id, 2, first.end)
    assert [each.external_id for each in second.matches] == ["u2"]
    assert (second.has_next, second.total) == (False, 3)
    nobody = await directory.account_people(W, "acct_0", 2)
    assert (nobody.matches, nobody.total, nobody.end) == ((), 0, None)
    assert (await directory.account_people("another", acme.id, 2)).total == 0
    for first_, after in ((0, None), (101, None), (1, "x")):
        with pytest.raises(InvalidRequest):
            await directory.account_people(W, acme.id, first_, after)


async def test_of_merged_accounts_it_is_the_people_of_both(directory: Directory) -> None:
    await added(directory, W, ACCOUNTS, PEOPLE)
    acme, other = await account(directory, "a1"), await account(directory, "a2")
    await directory.merge(W, BY, other.id, acme.id, subject="account", force=True)
    for id_ in (acme.id, other.id):
        page = await directory.account_people(W, id_, 10)
        assert [each.external_id for each in page.matches] == ["u0", "u1", "u2", "o1"]
