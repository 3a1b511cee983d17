"""A lookup that would never be asked is told, with what could be meant."""

from dataclasses import replace

import pytest

from aggregator.domain.fault import ConnectorFault
from aggregator.domain.lookup import Connector, DirectoryKinds, Lookup
from aggregator.schema.reach import unreachable
from tests.support.the_world import the_world
from tests.support.world import SHOP, lookup

KINDS = DirectoryKinds(customer=("customer",), account=("org",))
SUBSCRIPTION = lookup("subscription", "customer", "Customer.subscription", keys={"plan": "plan"})
PLAN = lookup("plan", "plan", "Subscription.plan")
CONTACT = lookup("contact", "email", keys={"customer": "id", "email": "mail"})


def found(*lookups: Lookup, directory: DirectoryKinds = KINDS) -> list[ConnectorFault]:
    connector = replace(SHOP, lookups=lookups, directory=directory)
    return list(unreachable(connector, the_world().types_of))


@pytest.mark.parametrize("connector", the_world().connectors.values(), ids=lambda each: each.key)
def test_all_lookups_of_ours_can_be_asked(connector: Connector) -> None:
    assert list(unreachable(connector, the_world().types_of)) == []


GOOD = {
    "the person's own": [lookup("usage", "email", "Customer.usage")],
    "an id that the directory links to a customer": [SUBSCRIPTION],
    "an id that it links to an account": [lookup("account", "org", "Query.account")],
    "an id of the record that the field stands on": [SUBSCRIPTION, PLAN],
    "an address that the record holds": [
        replace(SUBSCRIPTION, keys={"email": "seller"}),
        lookup("plan", "email", "Subscription.plan"),
    ],
    "whatever a thread is called": [lookup("ticket", "ticket", "Thread.ticket")],
    "a way over another lookup": [
        CONTACT, replace(SUBSCRIPTION, via={"Customer.subscription": "contact"})
    ],
    "a way of three": [
        CONTACT,
        lookup("user", "customer", keys={"seat": "seat"}, via={"Customer.usage": "contact"}),
        lookup("usage", "seat", "Customer.usage", via={"Customer.usage": "user"}),
    ],
}  # fmt: skip


@pytest.mark.parametrize("lookups", GOOD.values(), ids=GOOD)
def test_a_key_that_is_held_is_no_fault(lookups: list[Lookup]) -> None:
    assert found(*lookups) == []


NEVER = [
    ("a misspelt kind of the person's own", [replace(SUBSCRIPTION, key="externalid")],
     "subscription key", "external_id", "a customer does not have"),
    ("a misspelt kind of the directory's", [replace(SUBSCRIPTION, key="custmer")],
     "subscription key", "customer", "(it has: customer, email, external_id)"),
    ("an account's id, on a customer", [replace(SUBSCRIPTION, key="org")],
     "subscription key", None, "declare it by directory: {customer: org}"),
    ("a customer's id, on an account", [lookup("account", "customer", "Tenant.account")],
     "account key", None, "an account of the directory does not have"),
    ("the person's own, on a record", [SUBSCRIPTION, replace(PLAN, key="email")],
     "plan key", None, "the record of a Subscription does not have (it has: plan)"),
    ("an id that the record does not hold", [SUBSCRIPTION, replace(PLAN, key="plans")],
     "plan key", "plan", "keys: {plans: ...} of subscription"),
    ("a field of a type that the connector does not give", [PLAN],
     "plan key", None, "a Subscription of this connector: it gives none"),
    ("the first of a way", [
        replace(CONTACT, key="emial"),
        replace(SUBSCRIPTION, via={"Customer.subscription": "contact"}),
     ], "contact key", "email", "Customer.subscription would never be asked"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("lookups", "at", "meant", "said"), [n[1:] for n in NEVER], ids=[n[0] for n in NEVER]
)
def test_a_key_that_nothing_holds_is_told_where_it_stands(
    lookups: list[Lookup], at: str, meant: str | None, said: str
) -> None:
    (fault,) = found(*lookups)
    assert (fault.code, fault.at) == ("connector-key", ("lookups", *at.split()))
    assert fault.meant[:1] == ((meant,) if meant else ())
    assert said in fault.message


def test_a_lookup_that_leads_to_nothing_is_told() -> None:
    (fault,) = found(CONTACT, SUBSCRIPTION)
    assert (fault.code, fault.at) == ("connector-unasked", ("lookups", "contact"))
