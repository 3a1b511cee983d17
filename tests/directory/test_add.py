"""A program fills the directory in one call."""

from aggregator.directory.directory import Directory
from aggregator.directory.values import NewAccount, NewCustomer, UpsertState
from aggregator.domain.customer import CustomerIds
from aggregator.store import Store

_PEOPLE = [
    NewCustomer(external_id="u1", email="ann@shop.example", account_external_id="org_1"),
    NewCustomer(external_id="u2", email="ann@shop.example", keys={"billing.customer": "cus_2"}),
]


async def test_who_is_added_is_found_and_added_again_is_unchanged(store: Store) -> None:
    directory = Directory(store)
    for state in (UpsertState.CREATED, UpsertState.UNCHANGED):
        done = await directory.add("w", [NewAccount(external_id="org_1")], _PEOPLE)
        assert [each.state for each in done] == [state] * 3
    ids = CustomerIds(external_id="u2")
    found = await directory.resolve("w", [ids])
    assert getattr(found[ids], "keys", None) == {"billing.customer": "cus_2"}
