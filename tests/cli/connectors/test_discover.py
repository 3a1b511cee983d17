"""`aggregator connectors discover`: from a system's own description to a card that it answers."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from fastapi import FastAPI, Request
from graphql import build_schema, graphql_sync
from pydantic import BaseModel

from aggregator.settings import load_settings
from tests.support.command import Command
from tests.support.fenced import blocks
from tests.support.live_server import live_server
from tests.support.postgres import USER, Postgres
from tests.support.real_sources import RealSource, service_on
from tests.support.subjects import ROOT

CARD = """query Things @card(title: "Things", empty: "None") {{
  customer {{ {field} @each(max: 5) {{ {row} @row(label: "It") }} }}
}}
"""


def answer(key: str, answers: Mapping[str, str]) -> None:
    """Say what the draft leaves open."""
    for file in Path("connectors", key).iterdir():
        text = file.read_text()
        for before, after in answers.items():
            text = text.replace(before, after)
        file.write_text(text)


def card_of(key: str, source: RealSource, field: str, row: str, email: str) -> str:
    """Ask for a card that shows what a drafted connector fills; gives what it writes."""
    cards = Path("cards/support")
    cards.mkdir(parents=True, exist_ok=True)
    (cards / "things.graphql").write_text(CARD.format(field=field, row=row))

    async def asked() -> str:
        folders = load_settings(only=("connectors",)).connectors
        async with service_on(Path.cwd(), {key: source}, Path("cards"), connectors=folders) as on:
            return json.dumps(await on.ask(["things"], email=email), ensure_ascii=False)

    return asyncio.run(asked())


class Vehicle(BaseModel):
    id: int
    owner_email: str
    plate: str
    price: int
    currency: str


VEHICLES = [
    Vehicle(id=1, owner_email="ada@example.com", plate="AB 1", price=100, currency="EUR"),
    Vehicle(id=2, owner_email="bob@example.com", plate="CD 2", price=200, currency="EUR"),
]


def fleet() -> FastAPI:
    app = FastAPI(title="Fleet")

    @app.get("/v1/vehicles")
    def vehicles(owner_email: str) -> list[Vehicle]:
        return [each for each in VEHICLES if each.owner_email == owner_email]

    return app


@pytest.mark.real_time
def test_an_api_that_describes_itself_answers_a_card(command: Command, nowhere: Path) -> None:
    with live_server(fleet()) as url:
        done = command("connectors", "discover", "fleet", "--openapi", f"{url}/openapi.json")
        assert done.code == 0
        assert "by email: GET /v1/vehicles?owner_email={key}, one key a call" in done.out
        assert "`units` is still to be said: minor or major" in done.out
        left = command("check", "connectors")
        assert left.out.count("error: ") == left.out.count("[connector-todo]") == 2
        answer(
            "fleet", {"authentication: TODO": "authentication: none", "units: TODO": "units: minor"}
        )
        assert command("check", "connectors").code == 0
        source = RealSource("fleet", url, {})
        shown = card_of("fleet", source, "vehicles", "plate", "ada@example.com")
    assert "AB 1" in shown
    assert "CD 2" not in shown


SDL = """
type Query { tickets(filter: Filter): [Ticket!]! }
input Filter { email: In }
input In { in: [String!]! }
type Ticket { id: ID! title: String email: String }
"""


def desk() -> FastAPI:
    app = FastAPI()
    schema = build_schema(SDL)
    tickets = [{"id": "1", "title": "Help", "email": "ada@example.com"},
               {"id": "2", "title": "Other", "email": "bob@example.com"}]  # fmt: skip

    def found(_info: Any, filter: Any) -> list[Any]:  # noqa: A002 the argument's name
        return [each for each in tickets if each["email"] in filter["email"]["in"]]

    @app.post("/graphql")
    async def graphql(request: Request) -> Any:
        if request.headers.get("authorization") != "Bearer sesame":
            return {"errors": [{"message": "who are you"}]}
        asked = await request.json()
        done = graphql_sync(
            schema, asked["query"], {"tickets": found}, variable_values=asked.get("variables")
        )
        return done.formatted

    return app


@pytest.mark.real_time
def test_a_graphql_endpoint_is_asked_for_its_schema_and_answers_a_card(
    command: Command, nowhere: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("DESK", "sesame")
    with live_server(desk()) as url:
        told = ("connectors", "discover", "desk", "--graphql", f"{url}/graphql")
        refused = command(*told)
        assert refused.code == 1
        assert "did not answer with its schema: who are you" in refused.err
        done = command(*told, "--token", "env:DESK")
        assert done.code == 0
        assert "sesame" not in done.out + done.err
        answer("desk", {"authentication: TODO": "authentication: bearer", "max: TODO": "max: 50"})
        assert command("check", "connectors").code == 0
        source = RealSource("desk", url, {"token": "sesame"})
        shown = card_of("desk", source, "deskTickets", "title", "bob@example.com")
    assert "Other" in shown
    assert "Help" not in shown


TABLES = """
CREATE TABLE people (id INTEGER PRIMARY KEY, email VARCHAR(80) UNIQUE);
CREATE TABLE orders (id INTEGER PRIMARY KEY, person INTEGER REFERENCES people(id), words TEXT);
INSERT INTO people VALUES (1, 'ada@example.com'), (2, 'bob@example.com');
INSERT INTO orders VALUES (7, 1, 'of Ada'), (8, 2, 'of Bob');
"""


def test_a_file_of_sqlite_answers_a_card(command: Command, nowhere: Path) -> None:
    with sqlite3.connect("shop.db") as connection:
        connection.executescript(TABLES)
    connection.close()
    done = command("connectors", "discover", "shop", "--sql", "file:shop.db", "--object", "orders")
    assert done.code == 0
    assert command("check", "connectors").code == 0
    assert f'url = "sqlite:///{nowhere}/shop.db"' in done.out
    source = RealSource("shop", f"sqlite:///{nowhere}/shop.db", {})
    shown = card_of("shop", source, "orders", "words", "bob@example.com")
    assert "of Bob" in shown
    assert "of Ada" not in shown


@pytest.mark.real_time
def test_a_postgresql_answers_a_card(command: Command, nowhere: Path, postgres: Postgres) -> None:
    database = postgres.create()
    postgres.sql(TABLES, database)
    url = f"postgresql://127.0.0.1:{postgres.port}/{database}"
    told = ("connectors", "discover", "shop", "--sql", url, "--user", USER, "--object", "orders")
    done = command(*told)
    assert (done.code, done.err.count("\n")) == (0, 1)
    assert command("check", "connectors").code == 0
    source = RealSource("shop", url, {"username": USER, "password": "any"})
    shown = card_of("shop", source, "orders", "words", "ada@example.com")
    assert "of Ada" in shown
    assert "of Bob" not in shown


def test_records_of_a_file_are_drafted_and_nothing_is_written_over(
    command: Command, nowhere: Path
) -> None:
    Path("people.jsonl").write_text('{"id": 1, "email": "a@b.example"}\n{"id": 2}\n')
    told = ("connectors", "discover", "crm", "--records", "people.jsonl")
    assert command(*told).code == 0
    before = Path("connectors/crm/connector.yaml").read_text()
    again = command(*told)
    assert again.code == 1
    assert "connectors/crm is there already. Fix: another name, or --force" in again.err
    assert command(*told, "--force").code == 0
    assert Path("connectors/crm/connector.yaml").read_text() == before


def test_what_was_typed_amiss_is_told_and_nothing_is_written(
    command: Command, nowhere: Path
) -> None:
    Path("x.json").write_text('[{"id": 1}]')
    for arguments, said in (
        (("fleet",), "Where is its description? Fix: --openapi or --graphql or --sql or --records"),
        (("fleet", "--openapi", "a", "--sql", "b"), "One description makes one connector"),
        (("My Fleet", "--records", "x.json"), 'Did you mean "my_fleet"?'),
        (("fleet", "--records", "y.json"), "y.json: No such file"),
        (("fleet", "--records", "x.json", "--object", "y"), 'There is no object "y" in it'),
        (("fleet", "--records", "x.json", "--token", "env:NOT_SET"), "NOT_SET is not set"),
        (("fleet", "--records", "http://u:p@h/x"), "is no address that can be asked"),
        (("fleet", "--sql", "mysql://h/x"), "No such database is read"),
    ):
        done = command("connectors", "discover", *arguments)
        assert done.code in (1, 2), arguments
        assert said in done.err, done.err
    assert not Path("connectors").exists()


def test_the_guide_discovers_as_it_says(command: Command, nowhere: Path) -> None:
    page = (ROOT / "docs" / "connect.md").read_text(encoding="utf-8")
    part = {tuple(each.info.split()): each.text for each in blocks(page)}
    Path("fleet.yaml").write_text(part["yaml", "fleet.yaml"])
    done = command(*part["console", "discover"].split()[2:])
    assert done.code == 0
    shown = done.out.partition("\n\nNext:")[0]
    assert shown.strip() == part["text", "discovered"].strip()
    answer("fleet", {"units: TODO": "units: minor"})
    assert command("check", "connectors").code == 0
