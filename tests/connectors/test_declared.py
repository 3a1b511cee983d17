"""The demo's connectors' declarations, asked of the real demo system and mapped.

What the schema will serve is compared in the schema's own words.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import aiohttp
import jmespath
import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import (
    ALEX,
    HOSTILE,
    HOSTILE_NAME,
    MANY_INVOICES,
    PAST_DUE,
    PERSONAS,
    SHARED_ONE,
    SHARED_TWO,
    Persona,
)
from aggregator.domain.errors import SourceMalformed
from aggregator.domain.lookup import Fields, Lookup, Nested
from aggregator.mapping.records import ANYTHING, Lost, Promise, compile_mapping
from tests.support.declared import ask
from tests.support.the_world import the_world

CONNECTORS = {key: the_world().connectors[key] for key in ("billing", "crm", "helpdesk", "product")}
LOOKUPS = [(key, lookup.name) for key, c in CONNECTORS.items() for lookup in c.lookups]


def lookup_of(connector: str, name: str) -> Lookup:
    return next(lookup for lookup in CONNECTORS[connector].lookups if lookup.name == name)


class Asker:
    """Asks a lookup of its demo system and returns the mapped values by key."""

    def __init__(self, http: aiohttp.ClientSession, company: DemoCompany) -> None:
        self.http = http
        self.company = company

    async def records(
        self, connector: str, name: str, keys: Sequence[str], per_key: int = 10
    ) -> dict[str, list[dict[str, Any]]]:
        source = self.company.sources[connector]
        lookup = lookup_of(connector, name)
        found = await ask(self.http, source, CONNECTORS[connector], lookup, keys, per_key)
        return dict(found)

    async def values(
        self, connector: str, name: str, keys: Sequence[str], per_key: int = 10
    ) -> dict[str, list[dict[str, Any]]]:
        """Every field of every record; one that cannot be read fails the test."""
        lookup = lookup_of(connector, name)
        read = compile_mapping(lookup.fields, _raised, _lists(lookup.fields))
        records = await self.records(connector, name, keys, per_key)
        return {
            key: [_all_of(read(record), lookup.fields) for record in found]
            for key, found in records.items()
        }


def _raised(_lost: Lost, why: str) -> SourceMalformed:
    raise SourceMalformed("demo", why)


def _lists(fields: Fields) -> Mapping[str, Promise]:
    """The one field of ours that is a list of words."""
    return {name: replace(ANYTHING, many=True) for name in fields if name == "features"}


def _all_of(reading: Any, fields: Fields) -> dict[str, Any]:
    read: dict[str, Any] = {}
    for name, spec in fields.items():
        value = getattr(reading, name)
        if isinstance(spec, Nested) and value is not None:
            value = [_all_of(each, spec.fields) for each in value]
        read[name] = value
    return read


@pytest.fixture
def caller(http: aiohttp.ClientSession, company: DemoCompany) -> Asker:
    company.reset()
    return Asker(http, company)


def ids(company: DemoCompany, kind: str, personas: Sequence[Persona] = PERSONAS) -> list[str]:
    found = [getattr(company.data.find(persona), kind) for persona in personas]
    return [identity for identity in found if identity is not None]


KEYS: Mapping[tuple[str, str], Callable[[DemoCompany], list[str]]] = {
    ("billing", "customer"): lambda c: list(c.data.by_billing_id),
    ("billing", "plan"): lambda _: ["plan_growth_month_usd", "plan_starter_year_jpy"],
    ("crm", "contact"): lambda c: list(c.data.by_contact_id),
    ("crm", "account"): lambda c: list(c.data.by_crm_id),
    ("crm", "owner"): lambda _: ["7001", "7040"],
    ("helpdesk", "user"): lambda c: list(c.data.by_helpdesk_id),
    ("helpdesk", "ticket"): lambda _: ["some-id", "5000001", "5000020"],
    ("product", "external_id"): lambda c: list(c.data.by_external_id),
}


@pytest.mark.parametrize(("connector", "name"), LOOKUPS)
async def test_a_full_batch_is_answered_in_one_call_and_every_record_maps(
    caller: Asker, company: DemoCompany, connector: str, name: str
) -> None:
    lookup = lookup_of(connector, name)
    keys = KEYS[connector, lookup.key](company)[: lookup.batch.max]
    values = await caller.values(connector, name, keys, per_key=2)
    assert values
    assert values.keys() <= set(keys)
    operation = f" {name}" if connector == "product" else ""
    route = f"{lookup.request.method} {lookup.request.path}{operation}"
    assert company.calls()[connector] == {route: 1}
    for records in values.values():
        assert len(records) <= (2 if lookup.many else 1)
        assert records[0].keys() == lookup.fields.keys()
    # A declared field that is null for everyone would be a wrong path.
    seen = [record for records in values.values() for record in records]
    rare = {"canceled_at", "trial_ends_at"}
    never = {field for field in lookup.fields if all(record[field] is None for record in seen)}
    assert never <= rare


@pytest.mark.parametrize(("connector", "name"), LOOKUPS)
async def test_the_keys_of_a_record_lead_on(
    caller: Asker, company: DemoCompany, connector: str, name: str
) -> None:
    lookup = lookup_of(connector, name)
    keys = KEYS[connector, lookup.key](company)[:5]
    records = await caller.records(connector, name, keys)
    for kind, path in lookup.keys.items():
        target = next(other for other in CONNECTORS[connector].lookups if other.key == kind)
        onward = jmespath.search(path, records[keys[0]][0])
        onward = onward if isinstance(onward, list) else [onward]
        found = await caller.records(connector, target.name, onward)
        assert list(found) == onward or set(found) == set(onward)


async def test_a_subscription_and_its_plan(caller: Asker, company: DemoCompany) -> None:
    keys = ids(company, "billing_id")
    values = await caller.values("billing", "subscription", keys)
    alex = values[ids(company, "billing_id", [ALEX])[0]][0]
    assert alex["status"] == "ACTIVE"
    assert str(alex["price"]) == "1806.00 USD"
    assert alex["quantity"] == 14
    assert alex["started_at"] == datetime(2026, 8, 20, 10, 1, tzinfo=UTC)
    assert alex["renews_at"] > datetime(2026, 11, 22, tzinfo=UTC)
    assert alex["canceled_at"] is None
    assert values[ids(company, "billing_id", [PAST_DUE])[0]][0]["status"] == "PAST_DUE"
    plans = await caller.values("billing", "plan", ["plan_enterprise_month_usd"])
    (plan,) = plans["plan_enterprise_month_usd"]
    assert (plan["name"], str(plan["price"]), plan["interval"]) == (
        "Enterprise",
        "129.00 USD",
        "MONTH",
    )
    assert "SSO" in plan["features"]


async def test_all_412_invoices_come_over_pages(caller: Asker, company: DemoCompany) -> None:
    (key,) = ids(company, "billing_id", [MANY_INVOICES])
    values = await caller.values("billing", "invoices", [key], per_key=500)
    assert len(values[key]) == 412
    issued = [invoice["issued_at"] for invoice in values[key]]
    assert issued == sorted(issued, reverse=True)
    assert company.calls()["billing"] == {"GET /v1/invoices": 5}


async def test_an_invoice_with_its_lines(caller: Asker, company: DemoCompany) -> None:
    (key,) = ids(company, "billing_id", [ALEX])
    newest = (await caller.values("billing", "invoices", [key], per_key=1))[key][0]
    assert (newest["number"], newest["status"]) == ("251-82", "OPEN")
    assert str(newest["total"]) == str(newest["amount_due"]) == "2163.00 USD"
    assert [
        (line["description"], line["quantity"], str(line["unit_price"]), str(line["total"]))
        for line in newest["lines"]
    ] == [
        ("Enterprise seats", 14, "129.00 USD", "1806.00 USD"),
        ("Extra credits", 68, "5.25 USD", "357.00 USD"),
    ]


async def test_a_contact_its_account_and_their_owner(caller: Asker, company: DemoCompany) -> None:
    (key,) = ids(company, "contact_id", [ALEX])
    (contact,) = (await caller.values("crm", "contact", [key]))[key]
    assert contact["name"] == "Alex Moreno"
    assert contact["last_device"] == "iPhone 13 🍎"
    assert contact["marketing"] == "OPTED_OUT"
    assert contact["registered_at"] == datetime(2026, 8, 20, 10, 1, tzinfo=UTC)
    alex = company.data.find(ALEX)
    (account,) = (await caller.values("crm", "account", [alex.account.crm_id]))[alex.account.crm_id]
    assert (account["name"], account["tier"], account["employees"]) == (
        "Grocery Co",
        "ENTERPRISE",
        120,
    )
    owners = await caller.values("crm", "owner", [alex.account.owner_id])
    (owner,) = owners[alex.account.owner_id]
    assert owner["name"]
    assert "@" in owner["email"]


async def test_the_threads_ticket_and_a_persons_open_ones(
    caller: Asker, company: DemoCompany
) -> None:
    (user,) = ids(company, "helpdesk_id", [ALEX])
    records = await caller.records("helpdesk", "user", [user])
    held = jmespath.search(lookup_of("helpdesk", "user").keys["ticket"], records[user][0])
    assert held[0] == "some-id"
    tickets = await caller.values("helpdesk", "tickets", held)
    assert set(tickets) == set(held)
    statuses = [tickets[identity][0]["status"] for identity in held]
    assert sum(status in {"NEW", "OPEN", "PENDING"} for status in statuses) == 2


async def test_usage_and_seats(caller: Asker) -> None:
    key = ALEX.external_id
    (usage,) = (await caller.values("product", "usage", [key]))[key]
    assert (usage["api_calls"], usage["api_limit"], usage["api_ratio"]) == (
        620_000,
        1_000_000,
        0.62,
    )
    assert usage["health"] == "GOOD"
    assert (await caller.values("product", "seats", [key]))[key] == [
        {"used": 14, "included": 100, "ratio": 0.14}
    ]


@pytest.mark.parametrize(
    ("connector", "name", "kind"),
    [
        ("billing", "invoices", "billing_id"),
        ("helpdesk", "conversations", "helpdesk_id"),
        ("product", "features", "external_id"),
        ("product", "incidents", "external_id"),
    ],
)
async def test_per_key_bounds_each_key(
    caller: Asker, company: DemoCompany, connector: str, name: str, kind: str
) -> None:
    keys = ids(company, kind, [ALEX, SHARED_ONE, SHARED_TWO])
    values = await caller.values(connector, name, keys, per_key=2)
    assert {key: len(found) for key, found in values.items()} == dict.fromkeys(keys, 2)


async def test_hostile_strings_arrive_as_they_are_and_a_script_is_no_url(
    caller: Asker, company: DemoCompany
) -> None:
    (key,) = ids(company, "contact_id", [HOSTILE])
    (contact,) = (await caller.values("crm", "contact", [key]))[key]
    assert contact["name"] == HOSTILE_NAME
    assert contact["url"] is None
    (user,) = ids(company, "helpdesk_id", [HOSTILE])
    records = await caller.records("helpdesk", "user", [user])
    tickets = await caller.values("helpdesk", "tickets", records[user][0]["ticket_ids"])
    subjects = [ticket["subject"] for found in tickets.values() for ticket in found]
    assert max(map(len, subjects)) == 12_000
    assert all(ticket["url"] is None for found in tickets.values() for ticket in found)
