"""What the folders of connectors say was proven on a running server is proven there today."""

import base64
import sqlite3
from datetime import date
from pathlib import Path

import pytest

from aggregator.demo.company import DemoCompany
from aggregator.demo.personas import ALEX, MANY_INVOICES, PAST_DUE
from aggregator.demo.setting import DemoService, demo_settings
from tests.support.postgres import Postgres
from tests.support.product import UNHURRIED
from tests.support.proofs import proven, proven_with
from tests.support.servers.backlot import ADDRESSES, TOKEN, Backlot
from tests.support.servers.kinto import PASSWORD, USER, Kinto
from tests.support.servers.localstripe import KEY, LocalStripe

pytestmark = pytest.mark.real_time


async def test_stripe_is_proven_on_localstripe(localstripe: LocalStripe, tmp_path: Path) -> None:
    people = {"ada@example.com": "Pro", "bob@example.com": "Team"}
    for address, plan in people.items():
        customer = localstripe.customer(address)
        localstripe.subscribe(customer, localstripe.plan(plan, 2500, "eur"))
    table = {"url": localstripe.stripe.url, "credentials": {"token": KEY}}
    now, kept = await proven(tmp_path, "stripe", table, [*people], "localstripe 1.15")
    assert kept == now, "PROOFS=write"


async def test_linear_is_proven_on_backlot(backlot: Backlot, tmp_path: Path) -> None:
    table = {"url": backlot.linear, "credentials": {"key": TOKEN}}
    now, kept = await proven(tmp_path, "linear", table, ADDRESSES[:3], "backlot 0.1.0")
    assert kept == now, "PROOFS=write"


async def test_those_of_the_demo_company_are_proven_on_its_systems(tmp_path: Path) -> None:
    people = [str(each.email) for each in (ALEX, PAST_DUE, MANY_INVOICES)]
    with DemoCompany(latency=0.0, customers=20, today=date(2026, 11, 22)) as company:
        settings = demo_settings(
            company, tmp_path, tmp_path / "cards", tmp_path / "graphql", limits=UNHURRIED
        )
        service = DemoService(settings, company)
        await service.start()
        await service.stop()
        for name in company.sources:
            now, kept = await proven_with(settings, name, people, "the demo company", "fake")
            assert kept == now, "PROOFS=write"


PEOPLE = ["ada@example.com", "Bob@Example.com", "o'brien@example.com"]


async def test_postgresql_is_proven_by_settings_alone(postgres: Postgres, tmp_path: Path) -> None:
    name = postgres.create()
    postgres.sql(
        'CREATE SCHEMA crm; CREATE TABLE crm."Order" (number int, mail text, who text);'
        "INSERT INTO crm.\"Order\" VALUES (1, 'Ada@example.com', 'Ada'),"
        "(2, 'bob@example.com', 'Bob'), (3, 'o''brien@example.com', 'Pat')",
        name,
    )
    table = {
        "url": f"postgresql://127.0.0.1:{postgres.port}/{name}",
        "credentials": {"username": "postgres", "password": "any"},
        "options": {"table": 'crm."Order"', "id": "number", "email": "mail", "name": "who"},
    }
    now, kept = await proven(tmp_path, "postgresql", table, PEOPLE, "PostgreSQL 18")
    assert kept == now, "PROOFS=write"


async def test_sqlite_is_proven_by_settings_alone(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.execute("CREATE TABLE people (id int, email text, name text)")
        rows = list(enumerate(PEOPLE))
        connection.executemany("INSERT INTO people VALUES (?, ?, 'Somebody')", rows)
    connection.close()
    table = {"url": f"sqlite:///{file}", "options": {"table": "people"}}
    now, kept = await proven(tmp_path, "sqlite", table, PEOPLE, "SQLite 3")
    assert kept == now, "PROOFS=write"


async def test_rest_is_proven_on_kinto_by_settings_alone(kinto: Kinto, tmp_path: Path) -> None:
    kinto.put("staff", [{"mail": each.lower(), "about": {"name": "Somebody"}} for each in PEOPLE])
    secret = base64.b64encode(f"{USER}:{PASSWORD}".encode()).decode()
    table = {
        "url": f"{kinto.kinto.url}/v1/buckets/people/collections/staff",
        "credentials": {"key": f"Basic {secret}"},
        "options": {"path": "records", "param": "mail", "email": "mail", "name": "about.name"},
    }
    now, kept = await proven(tmp_path, "rest", table, PEOPLE, "Kinto 26.5")
    assert kept == now, "PROOFS=write"


async def test_graphql_is_proven_on_backlot_by_settings_alone(
    backlot: Backlot, tmp_path: Path
) -> None:
    query = """
      query people($emails: [String!]!) {
        users(filter: {email: {in: $emails}}) { nodes { id email name } }
      }"""
    table = {
        "url": backlot.linear,
        "credentials": {"key": TOKEN},
        "options": {"query": query, "records": "data.users.nodes"},
    }
    now, kept = await proven(tmp_path, "graphql", table, ADDRESSES[:3], "backlot 0.1.0")
    assert kept == now, "PROOFS=write"
