"""One upsert of a customer, and whom the directory finds afterwards."""

from aggregator.directory.directory import Directory
from aggregator.directory.values import (
    CustomerUpsert,
    Provenance,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.domain.customer import CustomerIds, CustomerMatch
from tests.support.stores import BY

W = "default"
CREATED, UPDATED, UNCHANGED = UpsertState.CREATED, UpsertState.UPDATED, UpsertState.UNCHANGED
CONFLICT, REFUSED = UpsertState.CONFLICT, UpsertState.REFUSED
STRICT = UpsertRules()


async def one(
    directory: Directory, said: CustomerUpsert, by: Provenance = BY, rules: UpsertRules = STRICT
) -> Upserted:
    [done] = await directory.upsert(W, by, customers=[said], rules=rules)
    return done


async def found(directory: Directory, **ids: str) -> CustomerMatch:
    asked = CustomerIds(**ids)
    match = (await directory.resolve(W, [asked]))[asked]
    assert isinstance(match, CustomerMatch)
    return match
