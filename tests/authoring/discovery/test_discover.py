"""A description becomes a folder that has TODOs and no mistakes; answered, it is connected."""

import asyncio
import json
import sqlite3
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from graphql import build_schema, introspection_from_schema
from hypothesis import HealthCheck, example, given, settings
from hypothesis import strategies as st

from aggregator.authoring.discovery.discover import choose, look
from aggregator.authoring.discovery.document import Whereabouts
from aggregator.authoring.discovery.drafted import Taken, files_of
from aggregator.authoring.discovery.found import DiscoveryError, FoundSystem
from aggregator.authoring.discovery.kinds.openapi import system_of as of_openapi
from aggregator.authoring.discovery.kinds.records import system_of as of_records
from aggregator.world import World, build_world
from tests.support.the_world import the_world

TODOS = {"connector-todo", "types-todo"}


def drafted(folder: Path, system: FoundSystem, *names: str, key: str = "fleet") -> World:
    chosen = choose(system, names or [system.objects[0].name])
    (folder / key).mkdir(exist_ok=True)
    for name, text in files_of(system, key, chosen, Taken.of(the_world(), key)).items():
        (folder / key / name).write_text(text, encoding="utf-8")
    return build_world([folder])


def answered(folder: Path, answers: Mapping[str, str], key: str = "fleet") -> World:
    for file in (folder / key).iterdir():
        text = file.read_text()
        for before, after in answers.items():
            text = text.replace(before, after)
        file.write_text(text)
    return build_world([folder])


def codes(world: World) -> set[str]:
    return {each.code for each in world.diagnostics}


def listed(of: str, *parameters: Mapping[str, Any]) -> Mapping[str, Any]:
    schema = {"type": "array", "items": {"$ref": f"#/components/schemas/{of}"}}
    response = {"content": {"application/json": {"schema": schema}}}
    return {"get": {"parameters": list(parameters), "responses": {"200": response}}}


def query(name: str, **schema: Any) -> Mapping[str, Any]:
    return {"name": name, "in": "query", "schema": {"type": "string", **schema}}


def document(paths: Mapping[str, Any], **schemas: Any) -> dict[str, Any]:
    return {
        "openapi": "3.1.0",
        "info": {"title": "Fleet"},
        "servers": [{"url": "https://fleet.example.com/v2"}],
        "paths": paths,
        "components": {
            "schemas": {
                name: {"type": "object", "properties": each} for name, each in schemas.items()
            },
            "securitySchemes": {"token": {"type": "http", "scheme": "bearer"}},
        },
    }  # fmt: skip


VEHICLE = {
    "id": {"type": "string"},
    "ownerEmail": {"type": "string", "format": "email"},
    "status": {"type": "string", "enum": ["active", "in repair", "TODO"]},
    "price": {"type": "integer"},
    "currency": {"type": "string"},
    "class": {"type": "string"},
    "seen": {"type": "string", "format": "date-time"},
}


def test_an_openapi_document_is_drafted_and_only_what_it_does_not_say_is_left(
    tmp_path: Path,
) -> None:
    paths = {"/vehicles": listed("Vehicle", query("owner_email"))}
    world = drafted(tmp_path, of_openapi(document(paths, Vehicle=VEHICLE), "fleet.json"))
    (left,) = world.diagnostics
    assert left.code == "connector-todo"
    assert left.message.startswith("`units` is still to be said: minor or major")
    world = answered(tmp_path, {"units: TODO": "units: minor"})
    assert world.diagnostics == ()
    connector = world.connectors["fleet"]
    assert (connector.url, connector.authentication.kind) == (
        "https://fleet.example.com/v2",
        "bearer",
    )
    (lookup,) = connector.lookups
    assert (lookup.batch.style, lookup.match) == ("fan-out", "ownerEmail")
    fields = world.types_of["Customer.vehicles"].fields
    assert str(fields["price"].type) == "Money"
    assert "vehicleClass" in fields


@pytest.mark.parametrize(
    ("parameter", "batch"),
    [
        (query("email", description="a comma-separated list"), ("fan-out", 1)),
        (query("email", type="array", maxItems=25, items={"type": "string"}), ("ids-param", 25)),
    ],
)
def test_a_parameter_of_one_value_is_asked_for_one_key(
    tmp_path: Path, parameter: Mapping[str, Any], batch: tuple[str, int]
) -> None:
    paths = {"/people": listed("Person", parameter)}
    person = {"id": {"type": "integer"}, "email": {"type": "string"}}
    world = drafted(tmp_path, of_openapi(document(paths, Person=person), "x.json"))
    assert world.diagnostics == ()
    style = world.connectors["fleet"].lookups[0].batch
    assert (style.style, style.per_call) == batch


def test_a_parameter_of_addresses_is_one_for_them_whatever_it_is_called(tmp_path: Path) -> None:
    addresses = {"type": "string", "format": "email"}
    parameter = query("holder", type="array", maxItems=20, items=addresses)
    paths = {"/licences": listed("Licence", parameter)}
    licence = {"id": {"type": "integer"}, "of": {"type": "string", "format": "email"}}
    world = drafted(tmp_path, of_openapi(document(paths, Licence=licence), "x.json"))
    assert world.diagnostics == ()
    (lookup,) = world.connectors["fleet"].lookups
    assert (lookup.key, lookup.batch.style, lookup.match) == ("email", "ids-param", "of")


PERSON = {"id": {"type": "integer"}, "email": {"type": "string"}}
EMAILS = {"type": "array", "maxItems": 30, "items": {"type": "string"}}
SEARCH = {
    "post": {
        "requestBody": {
            "content": {
                "application/json": {"schema": {"type": "object", "properties": {"emails": EMAILS}}}
            }
        },
        "responses": listed("Person")["get"]["responses"],
    }
}


@pytest.mark.parametrize(
    ("more", "style"),
    [
        ([], "body-ids"),
        ([query("page", type="integer", default=1)], "fan-out"),  # it goes on, the other may end
    ],
)
def test_a_way_that_takes_many_keys_is_drafted_unless_it_may_end_early(
    tmp_path: Path, more: list[Mapping[str, Any]], style: str
) -> None:
    paths = {"/people": listed("Person", query("email"), *more), "/people/search": SEARCH}
    system = of_openapi(document(paths, Person=PERSON), "x.json")
    world = drafted(tmp_path, system, "people")
    assert [each.batch.style for each in world.connectors["fleet"].lookups] == [style]


def test_which_of_several_is_asked_with_all_their_names() -> None:
    paths = {"/people": listed("Person", query("email")), "/cars": listed("Car", query("email"))}
    system = of_openapi(document(paths, Person=PERSON, Car=VEHICLE), "x.json")
    with pytest.raises(DiscoveryError, match=r"once for each: (people, cars|cars, people)$"):
        choose(system, [])


def test_a_list_whose_length_is_not_said_is_not_guessed(tmp_path: Path) -> None:
    parameter = query("email", type="array", items={"type": "string"})
    paths = {"/people": listed("Person", parameter)}
    person = {"id": {"type": "integer"}, "email": {"type": "string"}}
    world = drafted(tmp_path, of_openapi(document(paths, Person=person), "x.json"))
    assert [each.message.partition(":")[0] for each in world.diagnostics] == [
        "`max` is still to be said"
    ]


def test_what_only_a_persons_id_finds_is_asked_by_way_of_the_person(tmp_path: Path) -> None:
    paths = {
        "/customers": listed("Customer", query("email")),
        "/customers/{id}/trips": listed("Trip"),
    }
    customer = {"id": {"type": "integer"}, "email": {"type": "string"}}
    trip = {"id": {"type": "integer"}, "km": {"type": "number"}}
    system = of_openapi(document(paths, Customer=customer, Trip=trip), "x.json")
    world = drafted(tmp_path, system, "trips", "customers")
    assert world.diagnostics == ()
    by_name = {each.name: each for each in world.connectors["fleet"].lookups}
    assert by_name["trips"].via == {"Customer.trips": "customers"}
    assert by_name["customers"].keys == {"customer": "id"}


def test_a_database_is_drafted_whatever_its_tables_are_called(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(
            'CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT UNIQUE, "from" TEXT);'
            'CREATE TABLE "odd ""orders"(id INTEGER PRIMARY KEY, person INT REFERENCES people(id),'
            " total NUMERIC(10,2), currency TEXT, placed_at DATETIME, note);"
        )
    connection.close()
    home = tmp_path / "connectors"
    home.mkdir()
    system = run(look("sql", Whereabouts(f"file:{file}")))
    world = drafted(home, system, *(each.name for each in system.objects))
    assert codes(world) == {"types-todo"}
    world = answered(home, {"note: TODO": "note: String"})
    assert world.diagnostics == ()
    by_name = {each.provides: each for each in world.connectors["fleet"].lookups}
    assert not by_name["Customer.person",].many
    assert '"odd ""orders"' in str(by_name["Customer.oddOrders",].request.sql)


def test_rows_say_what_a_catalogue_does_not_where_they_may_be_read(tmp_path: Path) -> None:
    file = tmp_path / "shop.db"
    with sqlite3.connect(file) as connection:
        connection.executescript(
            "CREATE TABLE people (id INTEGER PRIMARY KEY, email TEXT, odd, site TEXT);"
            "INSERT INTO people VALUES (1, 'ada@example.com', 7, 'https://ada.example.com/');"
        )
    connection.close()
    kinds = {
        sample: {
            each.name: each.kind
            for each in run(look("sql", Whereabouts(str(file), sample=sample))).objects[0].fields
        }
        for sample in (False, True)
    }
    assert kinds[False] == {"email": "text", "odd": "unknown", "site": "text"}
    assert kinds[True] == {"email": "email", "odd": "bigint", "site": "url"}


SDL = """
type Query {
  tickets(filter: TicketFilter, first: Int, after: String): TicketConnection
  user(email: String!): User
}
input TicketFilter { assignee: UserFilter requester: UserFilter }
input UserFilter { email: Comparator }
input Comparator { in: [String!] }
type TicketConnection { nodes: [Ticket!]! pageInfo: PageInfo! }
type PageInfo { hasNextPage: Boolean! endCursor: String }
type Ticket { id: ID! title: String requester: User state: State weird: Odd }
enum State { open closed }
scalar Odd
type User { id: ID! email: String tickets: [Ticket] }
"""


@pytest.mark.parametrize("saved", ["sdl", "introspection"])
def test_a_graphql_schema_is_drafted_from_a_file(tmp_path: Path, saved: str) -> None:
    file = tmp_path / "schema.graphql"
    introspected = json.dumps({"data": introspection_from_schema(build_schema(SDL))})
    file.write_text(SDL if saved == "sdl" else introspected)
    home = tmp_path / "connectors"
    home.mkdir()
    system = run(look("graphql", Whereabouts(str(file))))
    world = drafted(home, system, "tickets", "user")
    assert codes(world) == TODOS
    answers = {"max: TODO": "max: 50", "weird: TODO": "weird: String"}
    world = answered(home, {**answers, "authentication: TODO": "authentication: bearer"})
    assert world.diagnostics == ()
    by_name = {each.name: each for each in world.connectors["fleet"].lookups}
    assert by_name["tickets"].batch.style == "graphql-in"
    assert by_name["tickets"].match == "requester.email"
    assert "filter: {requester: {email: {in: $keys}}}" in str(by_name["tickets"].request.document)
    assert by_name["user"].batch.style == "graphql-alias"


def test_records_are_drafted_by_what_they_have_in_common(tmp_path: Path) -> None:
    lines = b'{"id": 1, "email": "a@b.example", "at": "2026-01-01"}\n{"id": 2, "n": null}\n'
    world = drafted(tmp_path, of_records(lines, Whereabouts("people.jsonl")))
    assert codes(world) == TODOS
    answers = {"authentication: TODO": "authentication: none", "GET /TODO": "GET /people"}
    more = {"param: TODO": "param: email", "records: TODO": "records: data", "n: TODO": "n: String"}
    world = answered(tmp_path, {**answers, **more})
    assert world.diagnostics == ()


@pytest.mark.parametrize(
    ("kind", "text", "said"),
    [
        ("openapi", "a: &a [x]\nb: [*a, *a", "Not YAML"),
        ("openapi", "swagger: '2.0'", "It is a Swagger 2.0 document"),
        ("openapi", '{"openapi": "3.1.0", "paths": {}}', "holds nothing that could be asked for"),
        ("openapi", "a: &a [" + "x," * 999 + "]\nb: &b [" + "*a," * 999 + "]\nc: [*b]", "at most"),
        ("openapi", "[" * 100_000, "nest"),
        ("graphql", "type Query {", "is no GraphQL schema"),
        ("graphql", '{"data": null, "errors": [{"message": "no"}]}', "with its schema: no"),
        ("records", "[1, 2]", "has no records in it"),
        ("records", "{", "is no JSON"),
    ],
)
def test_what_cannot_be_read_is_told(tmp_path: Path, kind: str, text: str, said: str) -> None:
    file = tmp_path / "document"
    file.write_text(text)
    with pytest.raises(DiscoveryError, match=said):
        run(look(kind, Whereabouts(str(file))))


def test_schemas_that_lead_in_circles_are_left_out(tmp_path: Path) -> None:
    node = {"id": {"type": "string"}, "email": {"type": "string"}}
    circle = {"$ref": "#/components/schemas/Node"}
    whole = document({"/nodes": listed("Node", query("email"))}, Node={**node, "next": circle})
    whole["components"]["schemas"]["Node"]["allOf"] = [circle, {"$ref": "#/nowhere"}]
    assert drafted(tmp_path, of_openapi(whole, "x.json")).diagnostics == ()


NAMES = st.text(max_size=12) | st.sampled_from(
    [
        "class",
        "self",
        "id",
        "source",
        "keys",
        "a\nb: c",
        '"',
        "{x}",
        "TODO",
        "null",
        "#",
        "__typename",
    ]
)
TYPES = st.sampled_from(
    [
        {"type": "string"}, {"type": "integer"}, {"type": "number"}, {"type": "boolean"}, {},
        {"type": "string", "format": "date-time"},
        {"type": ["string", "null"], "description": "a\n# b"},
        {"type": "array", "items": {"type": "string"}}, {"type": "array", "items": {}},
        {"type": "object", "properties": {"amount": {"type": "integer"}, "currency": {}}},
        {"oneOf": [{"type": "string"}, {"type": "integer"}]},
    ]
)  # fmt: skip
ENUMS = st.lists(NAMES, min_size=1, max_size=4).map(lambda words: {"type": "string", "enum": words})
FEW = settings(
    max_examples=15, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)


@FEW
@given(st.dictionaries(NAMES, TYPES | ENUMS, min_size=1, max_size=6), NAMES, NAMES)
@example({"{a}": {"type": "string"}, "b": {"enum": ["{c}"], "type": "string"}}, "{d}", "{e}")
def test_any_openapi_document_gives_a_draft_that_has_todos_and_nothing_else(
    tmp_path: Path, properties: dict[str, Any], title: str, parameter: str
) -> None:
    whole = document(
        {"/things": listed("Thing", query(parameter), query("email"))}, Thing=properties
    )
    whole["info"]["title"] = title
    world = drafted(tmp_path, of_openapi(whole, "x.json"))
    assert [each.text() for each in world.diagnostics if each.code not in TODOS] == []


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(NAMES, inner, max_size=3),
    max_leaves=8,
)


@FEW
@given(st.lists(st.dictionaries(NAMES, VALUES, min_size=1, max_size=5), min_size=1, max_size=3))
@example([{"{a}": {"{b}": "{c}"}, "{d}": ["{e}"], "{": 1, "\\{f}": 1}])
def test_any_records_give_a_draft_that_has_todos_and_nothing_else(
    tmp_path: Path, records: list[Any]
) -> None:
    try:
        system = of_records(json.dumps(records).encode(), Whereabouts("things.json"))
    except DiscoveryError:
        return  # none of their fields has a kind that could be drafted
    world = drafted(tmp_path, system)
    assert [each.text() for each in world.diagnostics if each.code not in TODOS] == []


def run(made: Any) -> Any:
    return asyncio.run(made)
