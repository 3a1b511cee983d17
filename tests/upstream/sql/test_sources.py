"""Databases as sources: each asked through its gate, with its deadline, in its trace."""

import sqlite3
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest

from aggregator.domain.authentication import NO_AUTH, BasicAuth
from aggregator.domain.errors import (
    SettingsError,
    SourceError,
    SourceMalformed,
    SourceRefused,
    SourceTimeout,
    SourceUnavailable,
)
from aggregator.domain.lookup import CallBound, Connector, Lookup, LookupRequest
from aggregator.domain.page_ways import NumberPages
from aggregator.lint.calls.sizes import chunks
from aggregator.mapping.records import compile_mapping
from aggregator.upstream.source import SourceClient, build_source
from aggregator.upstream.styles.sql_any import SqlAny
from tests.support.fenced import blocks
from tests.support.manifests import read_manifest
from tests.support.postgres import Postgres
from tests.support.sources import PATIENT, ask, batch
from tests.support.subjects import ROOT
from tests.upstream.styles.test_every_style import HOSTILE

pytestmark = pytest.mark.real_time

PEOPLE = [("ada", 1, "12.50"), ("bob", 2, "3"), ("o'brien", 3, "0.10")]
TABLE = "CREATE TABLE people (name text, n integer, paid numeric)"
LOOKUP = Lookup(
    name="people",
    key="name",
    request=LookupRequest(
        "POST", "/people", sql="SELECT name, n, paid FROM people WHERE name = ANY(:keys)"
    ),
    batch=SqlAny(10),
    records="rows",
    match="name",
    fields={"n": "n"},
)
DOCUMENTED = [each for each in blocks((ROOT / "docs/connectors.md").read_text()) if each.flags]


def shop(lookup: Lookup) -> Connector:
    return Connector("shop", "Shop", "database", NO_AUTH, (lookup,))


def is_empty(folder: Path) -> bool:
    return not list(folder.iterdir())


Fill = Callable[[Sequence[str]], str]
"""Runs statements in a new database; gives its address."""


@pytest.fixture(params=["sqlite", "postgresql"])
def fill(request: pytest.FixtureRequest, tmp_path: Path) -> Fill:
    def in_sqlite(statements: Sequence[str]) -> str:
        file = tmp_path / "a shop?.db"
        with sqlite3.connect(file) as connection:
            connection.executescript(";\n".join(statements))
        connection.close()
        return "sqlite:///" + str(file).replace("?", "%3F")

    def in_postgres(statements: Sequence[str]) -> str:
        server: Postgres = request.getfixturevalue("postgres")
        name = server.create()
        server.sql(";\n".join(statements), name)
        return server.url(name, "").replace("postgres@", "")

    return in_sqlite if request.param == "sqlite" else in_postgres


def rows_of(people: Sequence[tuple[str, int, str]]) -> Sequence[str]:
    quoted = [(name.replace("'", "''"), n, paid) for name, n, paid in people]
    return [TABLE, *(f"INSERT INTO people VALUES ('{a}', {n}, {b})" for a, n, b in quoted)]  # noqa: S608


@asynccontextmanager
async def asked(url: str, lookup: Lookup = LOOKUP, **changes: Any) -> AsyncIterator[SourceClient]:
    made = replace(shop(lookup), authentication=BasicAuth("postgres", ""), **changes)
    client = build_source("shop", made, url, {}, replace(PATIENT, retries=0))
    try:
        yield client
    finally:
        await client.close()


async def found(client: SourceClient, *keys: str, **more: Any) -> Mapping[str, Any]:
    return await ask(client, *keys, **more)


async def test_rows_are_records_of_their_keys(fill: Fill) -> None:
    async with asked(fill(rows_of(PEOPLE))) as client:
        into = batch()
        records = await found(client, "o'brien", "ada", "nobody", into=into)
        assert {key: [each["n"] for each in rows] for key, rows in records.items()} == {
            "o'brien": [3],
            "ada": [1],
        }
        assert str(records["ada"][0]["paid"]) in ("12.50", "12.5")
        assert [each.route for each in into.exchanges] == ["SQL /people"]


async def test_every_key_is_found_as_it_is_written(fill: Fill) -> None:
    people = [(key, n, "1") for n, key in enumerate(HOSTILE)]
    wide = replace(LOOKUP, batch=SqlAny(100))
    async with asked(fill(rows_of(people)), wide) as client:
        records = await found(client, *HOSTILE)
        assert {key: rows[0]["n"] for key, rows in records.items()} == {
            key: n for n, key in enumerate(HOSTILE)
        }


async def test_a_text_that_no_database_keeps_fails_alone(fill: Fill) -> None:
    async with asked(fill(rows_of(PEOPLE))) as client:
        records = await found(client, "ada", "a\0b")
        assert isinstance(records["a\0b"], SourceMalformed)
        assert records["ada"][0]["n"] == 1


async def test_numbers_are_asked_as_numbers(fill: Fill) -> None:
    by_number = replace(
        LOOKUP,
        batch=SqlAny(10, "int"),
        match="n",
        request=replace(LOOKUP.request, sql="SELECT * FROM people WHERE n IN (:keys)"),
    )
    async with asked(fill(rows_of(PEOPLE)), by_number) as client:
        records = await found(client, "2", "3", "9", "x")
        assert [records[key][0]["name"] for key in ("2", "3")] == ["bob", "o'brien"]
        assert isinstance(records["x"], SourceMalformed)
        assert "9" not in records


async def test_bounds_and_pages_are_bound_by_their_names(fill: Fill) -> None:
    people = [(name, n, "1") for name in ("ada", "bob") for n in range(7)]
    sql = "SELECT name, n FROM people WHERE name = ANY(:keys) ORDER BY name, n LIMIT :most"
    bounded = replace(
        LOOKUP,
        many=True,
        per_call=CallBound("most", 4),
        request=replace(LOOKUP.request, sql=f"{sql} OFFSET :start"),
        pages=NumberPages("start", offset=True),
    )
    async with asked(fill(rows_of(people)), bounded) as client:
        into = batch()
        records = await found(client, "ada", "bob", per_key=6, into=into)
        assert [[each["n"] for each in records[key]] for key in ("ada", "bob")] == [
            [0, 1, 2, 3, 4, 5]
        ] * 2
        assert len(into.exchanges) == 4


async def test_25_keys_are_as_many_statements_as_are_planned(postgres: Postgres) -> None:
    keys = [f"k{n}" for n in range(25)]
    name = postgres.create()
    postgres.sql(";".join(rows_of([(key, 1, "1") for key in keys])), name)
    postgres.sql(f"ALTER DATABASE \"{name}\" SET log_statement = 'all'")
    seen = len(postgres.log())
    async with asked(postgres.url(name, "").replace("postgres@", "")) as client:
        for portion in (keys[:10], keys[10:20], keys[20:]):
            assert len(await found(client, *portion)) == len(portion)
    ran = [line for line in postgres.log()[seen:].splitlines() if "name = ANY($1)" in line]
    planned = sum(LOOKUP.exchanges(size) for size in chunks(25, LOOKUP.batch.max))
    assert len(ran) == planned == 3


WRITES = [
    "DELETE FROM people WHERE name = ANY(:keys) RETURNING name",
    "UPDATE people SET n = 9 WHERE name = ANY(:keys) RETURNING name",
    "DROP TABLE people -- :keys",
    "SELECT name FROM people WHERE name = ANY(:keys); DELETE FROM people",
]


@pytest.mark.parametrize("sql", WRITES)
async def test_nothing_can_be_written(fill: Fill, sql: str) -> None:
    url = fill(rows_of(PEOPLE))
    writing = replace(LOOKUP, request=replace(LOOKUP.request, sql=sql))
    async with asked(url, writing) as client:
        with pytest.raises((SourceRefused, SourceMalformed)):
            await found(client, "ada")
    async with asked(url) as client:
        assert len(await found(client, "ada", "bob", "o'brien")) == 3


async def test_a_statement_that_is_wrong_is_told_without_its_values(fill: Fill) -> None:
    wrong = replace(
        LOOKUP, request=replace(LOOKUP.request, sql="SELECT nmae FROM people WHERE x = ANY(:keys)")
    )
    async with asked(fill(rows_of(PEOPLE)), wrong) as client:
        with pytest.raises(SourceMalformed, match="check the sql of the connector") as caught:
            await found(client, "secret@example.com")
        assert "secret" not in caught.value.message


SLOW = (
    "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 1000000000) "
    "SELECT 'ada' AS name, max(x) FROM c WHERE 'ada' = ANY(:keys)"
)


async def test_a_statement_ends_with_its_time_and_the_next_one_is_answered(fill: Fill) -> None:
    url = fill(rows_of(PEOPLE))
    slow = replace(LOOKUP, name="slow", request=replace(LOOKUP.request, sql=SLOW))
    made = replace(
        shop(slow), lookups=(slow, LOOKUP), concurrency=1, authentication=BasicAuth("postgres", "")
    )
    client = build_source("shop", made, url, {}, replace(PATIENT, attempt=0.3, retries=0))
    with pytest.raises(SourceTimeout):
        await found(client, "ada")
    again = replace(client.connector, lookups=(LOOKUP,))
    client.connector = again
    assert len(await found(client, "ada")) == 1
    await client.close()


async def test_what_is_not_there_is_unavailable(tmp_path: Path) -> None:
    for url in (f"sqlite:///{tmp_path}/none.db", "postgresql://127.0.0.1:1/none"):
        async with asked(url) as client:
            with pytest.raises(SourceUnavailable):
                await found(client, "ada")
        assert is_empty(tmp_path)


@pytest.mark.parametrize(
    ("name", "user", "fix"),
    [
        ("none_such", "postgres", "check the database's name in its url"),
        ("postgres", "none_such", "check user and password of its credentials"),
    ],
)
async def test_who_cannot_log_in_is_told_what_to_look_at(
    name: str, user: str, fix: str, postgres: Postgres
) -> None:
    url = postgres.url(name, "").replace("postgres@", "")
    made = replace(shop(LOOKUP), authentication=BasicAuth(user, ""))
    client = build_source("shop", made, url, {}, replace(PATIENT, retries=0))
    with pytest.raises(SourceRefused, match=fix):
        await found(client, "ada")
    await client.close()


async def test_more_rows_than_one_reply_holds_are_told(fill: Fill) -> None:
    many = (
        "WITH RECURSIVE c(x) AS (SELECT 1 UNION ALL SELECT x + 1 FROM c WHERE x < 10001) "
        "SELECT 'ada' AS name FROM c WHERE 'ada' = ANY(:keys)"
    )
    wide = replace(LOOKUP, request=replace(LOOKUP.request, sql=many))
    async with asked(fill(rows_of(PEOPLE)), wide) as client:
        with pytest.raises(SourceMalformed, match="more than 10000 rows"):
            await found(client, "ada")


@pytest.mark.parametrize(
    ("lookup", "url"),
    [
        (LOOKUP, "https://db.example.com"),
        (replace(LOOKUP, request=LookupRequest("GET", "/people")), "postgresql://db.example/shop"),
    ],
)
def test_statements_need_a_database_and_calls_an_address(lookup: Lookup, url: str) -> None:
    with pytest.raises(SettingsError, match="source shop: its url is not for"):
        build_source("shop", shop(lookup), url, {}, PATIENT)


async def test_an_unreachable_database_is_left_alone_like_any_source(tmp_path: Path) -> None:
    async with asked(f"sqlite:///{tmp_path}/none.db") as client:
        for _ in range(40):
            with pytest.raises(SourceError):
                await found(client, "ada")
        assert client.health.breaker.state != "closed"


async def test_the_user_of_the_page_reads_what_it_was_given_and_no_more(
    postgres: Postgres, tmp_path: Path
) -> None:
    (grants,) = [each.text for each in DOCUMENTED if each.flags == ["grant"]]
    (text,) = [each.text for each in DOCUMENTED if each.flags == ["database"]]
    name = postgres.create()
    table = "CREATE TABLE people (id uuid, email text, name text, born jsonb)"
    row = "INSERT INTO people VALUES (gen_random_uuid(), 'ada@example.com', 'Ada', '{\"y\": 1}')"
    postgres.sql(f"{table};{row};{grants}", name)
    try:
        reading = read_manifest(tmp_path, text)
        assert reading.connector is not None
        credentials = {"username": "aggregator", "password": "choose one"}
        url = postgres.url(name, "").replace("postgres@", "")
        client = build_source("shop", reading.connector, url, credentials, PATIENT)
        (record,) = (await found(client, "ada@example.com"))["ada@example.com"]
        lookup = reading.connector.lookups[0]
        mapped = compile_mapping(lookup.fields, lambda _, why: SourceMalformed("shop", why))(record)
        assert mapped is not None
        assert (mapped.name, len(mapped.id)) == ("Ada", 36)
        await client.close()
        sql = "SELECT email, born FROM people WHERE email = ANY(:keys)"
        more = replace(lookup, request=replace(lookup.request, sql=sql))
        connector = replace(reading.connector, lookups=(more,))
        client = build_source("shop", connector, url, credentials, PATIENT)
        with pytest.raises(SourceRefused, match="the right to SELECT"):
            await found(client, "ada@example.com")
        await client.close()
    finally:
        postgres.sql("DROP OWNED BY aggregator", name)
        postgres.sql("DROP ROLE aggregator")


@pytest.mark.parametrize(
    "url",
    [
        "postgresql://u:hunter2@db.example/shop",
        "postgresql://db.example",
        "postgresql://db.example/shop?sslmode=hunter2",
        "postgresql://db.example/shop?password=hunter2",
        "postgresql://db.example:port/shop",
        "sqlite://shop.db",
        "sqlite:///",
    ],
)
def test_an_address_that_is_none_is_a_settings_error_without_it(url: str) -> None:
    with pytest.raises(SettingsError, match="source shop: its url") as caught:
        build_source("shop", shop(LOOKUP), url, {}, PATIENT)
    assert "hunter2" not in str(caught.value)
