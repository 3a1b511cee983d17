"""The data set: deterministic, pure, and each persona what its table promises."""

import json
from datetime import UTC, date, datetime
from typing import Any

import pytest

from aggregator.demo import personas
from aggregator.demo.data import DemoCustomer, DemoData, build, seed_records
from aggregator.demo.personas import PERSONAS, Persona
from aggregator.demo.records import billing, crm, helpdesk, product

TODAY = date(2026, 11, 22)
NOW = datetime(2026, 11, 22, tzinfo=UTC).timestamp()


def everything(data: DemoData, customer: DemoCustomer) -> dict[str, Any]:
    return {
        "subscription": billing.subscription(data, customer),
        "invoices": billing.invoices(data, customer),
        "contact": crm.contact(data, customer),
        "company": crm.company(data, customer.account),
        "owner": crm.owner(customer.account.owner_id),
        "user": helpdesk.user(data, customer),
        "tickets": tickets(data, customer),
        "conversations": helpdesk.conversations(data, customer),
        "usage": product.usage(data, customer),
        "seats": product.seats(data, customer),
        "flags": product.feature_flags(data, customer),
        "incidents": product.incidents(data, customer),
    }


def tickets(data: DemoData, customer: DemoCustomer) -> list[dict[str, Any]]:
    ids = helpdesk.user(data, customer)["ticket_ids"]
    found = [helpdesk.ticket(data, identity) for identity in ids]
    assert None not in found
    return [ticket for ticket in found if ticket is not None]


def test_two_builds_are_equal_down_to_each_systems_records() -> None:
    one, two = build(TODAY, customers=120), build(TODAY, customers=120)
    assert one == two
    assert [everything(one, c) for c in one.customers] == [
        everything(two, c) for c in two.customers
    ]


def test_another_seed_makes_other_people_but_the_same_personas() -> None:
    one, two = build(TODAY, customers=60), build(TODAY, customers=60, seed=7)
    count = len(PERSONAS)
    assert [c.email for c in one.customers[:count]] == [c.email for c in two.customers[:count]]
    assert one.customers[count:] != two.customers[count:]


def test_a_larger_set_begins_with_the_smaller() -> None:
    small, large = build(TODAY, customers=50), build(TODAY, customers=500)
    assert large.customers[:50] == small.customers


def test_the_full_set_has_ten_thousand_people_whose_ids_are_their_own() -> None:
    data = build(TODAY)
    assert len(data.customers) == 10_000
    for ids in (
        [c.email for c in data.customers if c.email],
        [c.plain_id for c in data.customers if c.plain_id],
        [c.external_id for c in data.customers if c.external_id],
        [a.domain for a in data.accounts],
        [a.external_id for a in data.accounts],
        [a.plain_id for a in data.accounts if a.plain_id],
    ):
        assert len(set(ids)) == len(ids)


def test_moments_follow_today(data: DemoData) -> None:
    later = build(date(2030, 1, 1), customers=300)
    shift = (date(2030, 1, 1) - TODAY).days * 86_400
    for before, after in zip(data.customers, later.customers, strict=True):
        one, two = billing.subscription(data, before), billing.subscription(later, after)
        assert (one is None) == (two is None)
        if one and two:
            assert two["start_date"] - one["start_date"] == shift


def test_what_runs_renews_in_the_future_and_what_ended_does_not(data: DemoData) -> None:
    seen = set()
    for customer in data.customers:
        subscription = billing.subscription(data, customer)
        if subscription is None:
            continue
        seen.add(subscription["status"])
        assert subscription["start_date"] < NOW
        if subscription["status"] == "canceled":
            assert subscription["current_period_end"] is None
            assert subscription["start_date"] <= subscription["canceled_at"] + 86_400
            assert subscription["canceled_at"] < NOW
        else:
            assert subscription["current_period_end"] > NOW
        assert (subscription["trial_end"] is not None) == (subscription["status"] == "trialing")
    assert seen == {"active", "trialing", "past_due", "canceled"}


def test_past_due_is_true_everywhere(data: DemoData) -> None:
    for customer in data.customers:
        subscription = billing.subscription(data, customer)
        overdue = [
            invoice
            for invoice in billing.invoices(data, customer)
            if invoice["status"] == "open" and invoice["due_date"] < NOW
        ]
        assert bool(overdue) == (subscription is not None and subscription["status"] == "past_due")


def test_lists_are_newest_first_and_nothing_happened_in_the_future(data: DemoData) -> None:
    def stamp(text: str) -> float:
        return datetime.fromisoformat(text).timestamp()

    for customer in data.customers[:120]:
        invoices = [i["created"] for i in billing.invoices(data, customer)]
        made = [stamp(t["created_at"]) for t in tickets(data, customer)]
        talks = [stamp(c["last_message_at"]) for c in helpdesk.conversations(data, customer)]
        incidents = [stamp(i["startedAt"]) for i in product.incidents(data, customer)]
        for moments in (invoices, made, talks, incidents):
            assert moments == sorted(moments, reverse=True)
            assert all(moment < NOW for moment in moments)
        for ticket in tickets(data, customer):
            assert stamp(ticket["created_at"]) <= stamp(ticket["updated_at"]) < NOW


def test_everything_is_json(data: DemoData) -> None:
    for customer in data.customers:
        json.dumps(everything(data, customer), allow_nan=False)


def test_alex_carries_the_ids_of_plains_documented_request(data: DemoData) -> None:
    alex = data.find(personas.ALEX)
    assert alex.plain_id == "c_01GW2NTPQNPWTRKAC0G8Z518W2"
    assert alex.external_id == "customer-id-in-your-backend"
    assert alex.email == "alex@grocery.co"
    assert alex.account.external_id == "some-id-you-specified"
    thread = helpdesk.ticket(data, "some-id")
    assert thread is not None
    assert thread["requester_id"] == alex.helpdesk_id


def test_alex_is_all_well(data: DemoData) -> None:
    alex = everything(data, data.find(personas.ALEX))
    assert alex["subscription"]["status"] == "active"
    assert alex["subscription"]["plan"] == "plan_enterprise_month_usd"
    assert alex["company"]["properties"]["account_tier"] == "enterprise"
    statuses = [invoice["status"] for invoice in alex["invoices"]]
    assert statuses[0] == "open"
    assert set(statuses[1:]) == {"paid"}
    assert alex["invoices"][0]["due_date"] > NOW
    contact = alex["contact"]["properties"]
    assert contact["last_device"] == "iPhone 13 🍎"
    assert contact["marketing_consent"] == "opted_out"
    assert contact["createdate"] == "2026-08-20T10:01:00.000Z"
    assert contact["last_seen_at"] == "2026-11-21T09:58:00.000Z"
    open_ones = [t for t in alex["tickets"] if t["status"] in {"new", "open", "pending"}]
    assert len(open_ones) == 2
    assert alex["usage"]["health"] == "HEALTHY"
    assert alex["incidents"]
    assert alex["flags"]
    assert alex["conversations"]


@pytest.mark.parametrize(
    ("persona", "status", "invoices"),
    [
        (personas.PAST_DUE, "past_due", 6),
        (personas.NO_SUBSCRIPTION, None, 0),
        (personas.NOT_IN_BILLING, None, 0),
        (personas.MANY_INVOICES, "active", 412),
    ],
)
def test_billings_personas(
    data: DemoData, persona: Persona, status: str | None, invoices: int
) -> None:
    customer = data.find(persona)
    subscription = billing.subscription(data, customer)
    assert (subscription["status"] if subscription else None) == status
    numbers = [invoice["number"] for invoice in billing.invoices(data, customer)]
    assert len(set(numbers)) == len(numbers) == invoices
    assert (customer.billing_id is None) == (persona is personas.NOT_IN_BILLING)


def test_the_hostile_persona_is_hostile_in_every_system(data: DemoData) -> None:
    hostile = everything(data, data.find(personas.HOSTILE))
    text = json.dumps(hostile, ensure_ascii=False)
    assert hostile["contact"]["properties"]["firstname"] == "[click](https://evil.example)"
    longest = max(len(ticket["subject"]) for ticket in hostile["tickets"])
    assert longest == 12_000
    for needle in ("{}", "${}", "{id}", "مرحبا", "👩‍🚀", "<script>", "javascript:"):
        assert needle in text


def test_two_share_a_domain_one_has_no_email_and_nobody_is_nowhere(data: DemoData) -> None:
    one, two = data.find(personas.SHARED_ONE), data.find(personas.SHARED_TWO)
    assert one.account == two.account
    assert one.account.domain == "shared.example"
    quiet = data.find(personas.EXTERNAL_ONLY)
    assert (quiet.email, quiet.plain_id) == (None, None)
    assert quiet.external_id
    assert personas.NOBODY_EMAIL not in {customer.email for customer in data.customers}


def test_not_everyone_is_known_everywhere() -> None:
    people = build(TODAY, customers=2000).customers[len(PERSONAS) :]
    for missing in ("billing_id", "contact_id", "helpdesk_id", "external_id"):
        share = sum(getattr(c, missing) is None for c in people) / len(people)
        assert 0.005 < share < 0.06, missing


def test_the_directory_is_told_everyone_with_their_ids_in_the_systems(data: DemoData) -> None:
    told = seed_records(data)
    accounts, customers = list(told[0]), list(told[1])
    assert len(accounts) == len(data.accounts)
    assert len(customers) == len(data.customers)
    known = {account.external_id for account in accounts}
    assert {customer.account_external_id for customer in customers} == known
    grocery = next(a for a in accounts if a.external_id == "some-id-you-specified")
    assert grocery.plain_id == personas.GROCERY_PLAIN_ID
    assert list(grocery.keys) == ["crm.account"]
    alex = next(c for c in customers if c.email == "alex@grocery.co")
    assert alex.keys.keys() == {"billing.customer", "crm.contact", "helpdesk.user"}
    nils = next(c for c in customers if c.email == personas.NOT_IN_BILLING.email)
    assert nils.keys.keys() == {"crm.contact", "helpdesk.user"}
