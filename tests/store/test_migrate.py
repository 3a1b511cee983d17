import asyncio
import subprocess
import sys
from datetime import UTC, datetime

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, bindparam, inspect, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import aggregator.directory.tables
import aggregator.jobs.tables
from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomersListed, CustomersWanted
from aggregator.domain.customer import CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import SettingsError
from aggregator.store import Store
from aggregator.store.metadata import Moment, metadata
from aggregator.store.migrate import configuration
from tests.support.stores import BY

START = """
import asyncio, sys
from aggregator.store import Store

async def main() -> None:
    store = Store(sys.argv[1])
    print("ready", flush=True)
    sys.stdin.readline()
    await store.migrate()
    await store.ping()
    await store.close()

asyncio.run(main())
"""

NOW = bindparam("now", datetime(2026, 1, 1, tzinfo=UTC), Moment)
OLD_LINK = text(
    "INSERT INTO identities VALUES ('w', :id, 'customer', 'cust_1', :system, 'email', :norm, :raw,"
    " 'claimed', false, :now, NULL)"
).bindparams(NOW)


async def test_migrating_again_changes_nothing(store: Store) -> None:
    async with store.write() as connection:
        await connection.execute(text("INSERT INTO allowed_values VALUES ('w', 'tag', 'vip', '')"))
    await store.migrate()
    async with store.read() as connection:
        assert (
            await connection.execute(text("SELECT count(*) FROM allowed_values"))
        ).scalar_one() == 1


async def test_two_stores_of_one_process_may_start_at_once(empty_url: str) -> None:
    stores = [Store(empty_url) for _ in range(4)]
    try:
        await asyncio.gather(*(store.migrate() for store in stores))
        await asyncio.gather(*(store.ping() for store in stores))
    finally:
        for store in stores:
            await store.close()


def test_four_processes_may_start_at_once_on_no_database(empty_url: str) -> None:
    command = [sys.executable, "-W", "error", "-c", START, empty_url]
    processes = [
        subprocess.Popen(  # noqa: S603 - our own interpreter and code
            command,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
        )
        for _ in range(4)
    ]
    for process in processes:
        assert process.stdout is not None
        assert process.stdout.readline() == "ready\n"
    for process in processes:
        assert process.stdin is not None
        process.stdin.write("go\n")
        process.stdin.flush()
    said = [process.communicate(timeout=60)[1] for process in processes]
    assert said == ["", "", "", ""]
    assert [process.returncode for process in processes] == [0, 0, 0, 0]


async def test_a_database_of_a_newer_version_is_refused_and_left_alone(store: Store) -> None:
    async with store.write() as connection:
        await connection.execute(text("UPDATE alembic_version SET version_num = '9999'"))
    with pytest.raises(SettingsError, match=r"newer version \(its revision 9999.*Fix: start that"):
        await store.migrate()
    async with store.read() as connection:
        version = await connection.execute(text("SELECT version_num FROM alembic_version"))
        assert version.scalar_one() == "9999"


async def test_a_migration_that_fails_leaves_no_half_of_itself(empty_url: str) -> None:
    store = Store(empty_url)
    try:
        async with store.write() as connection:  # in the way of the first migration's last table
            await connection.execute(text("CREATE TABLE identities (x INTEGER)"))
        with pytest.raises(Exception, match="database failed"):
            await store.migrate()
        async with store.read() as connection:
            tables = await connection.run_sync(lambda sync: inspect(sync).get_table_names())
            assert tables == ["identities"]
    finally:
        await store.close()


async def test_the_migrations_give_exactly_the_tables_that_the_code_declares(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    assert aggregator.directory.tables.links.metadata is metadata
    assert aggregator.jobs.tables.jobs.metadata is metadata
    async with store.read() as connection:
        assert await connection.run_sync(differences) == []


def test_there_is_one_line_of_migrations() -> None:
    assert len(ScriptDirectory.from_config(configuration()).get_heads()) == 1


def test_every_unique_key_begins_with_the_workspace() -> None:
    for table in metadata.tables.values():
        keys = [table.primary_key.columns, *(i.columns for i in table.indexes if i.unique)]
        assert {next(iter(key)).name for key in keys} == {"workspace_id"}, table.name


def test_the_tables_can_be_said_in_postgresql() -> None:
    dialect = postgresql.dialect()  # type: ignore[no-untyped-call]  # SQLAlchemy leaves it untyped
    for table in metadata.sorted_tables:
        assert str(CreateTable(table).compile(dialect=dialect))
        for index in table.indexes:
            assert str(CreateIndex(index).compile(dialect=dialect))


BEFORE = """
INSERT INTO accounts VALUES ('w', 'acct_1', 'Acme', :now);
INSERT INTO customers VALUES ('w', 'cust_1', 'Ann Ü', 'ann ü', 'acct_1', :now);
INSERT INTO customers VALUES ('v', 'cust_1', NULL, NULL, NULL, :now)
"""


async def old_store(url: str, links: list[dict[str, object]]) -> Store:
    """A store as 0001 left it, with three subjects and `links`."""
    store = Store(url)
    async with store.write() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0001"))
        for statement in BEFORE.split(";"):
            await connection.execute(text(statement).bindparams(NOW))
        for link in links:
            await connection.execute(OLD_LINK, link)
    return store


async def test_what_was_compared_by_case_folding_is_compared_anew(empty_url: str) -> None:
    old = {"weiß@x.co": "weiss@x.co", "info@fußball.example": "info@fussball.example"}
    old |= {" Ann@x.co": "ann@x.co", "ann@x\u2028.ü": "ann@x\u2028.ü"}
    rows: list[dict[str, object]] = [
        {"id": f"{n}{system}", "system": system, "raw": raw, "norm": norm}
        for n, (raw, norm) in enumerate(old.items())
        for system in ([""] if n else ["", "crm"])
    ]
    store = await old_store(empty_url, rows)
    await store.migrate()
    async with store.read() as connection:
        found = await connection.execute(
            text("SELECT id, value_norm FROM links WHERE kind = 'email'")
        )
        norms = {row.id: row.value_norm for row in found}
    await store.close()
    assert norms == {
        "0": "weiß@x.co",
        "0crm": "weiss@x.co",
        "1": "info@xn--fuball-cta.example",
        "2": "ann@x.co",
        "3": "",
    }


async def test_what_was_a_column_becomes_a_link_and_everybody_is_found_as_before(
    empty_url: str,
) -> None:
    link: dict[str, object] = {"id": "l", "system": "", "raw": "Ann@x.co", "norm": "ann@x.co"}
    store = await old_store(empty_url, [link])
    await store.migrate()
    directory = Directory(store)
    found = await directory.resolve("w", [CustomerIds(email="ANN@x.co")])
    assert list(found.values()) == [
        CustomerMatch("cust_1", "Ann Ü", "Ann@x.co", None, "acct_1", "email")
    ]
    accounts = await directory.resolve_accounts("w", [TenantIds(account_id="acct_1")])
    assert [getattr(match, "name", None) for match in accounts.values()] == ["Acme"]
    assert [match.id for match in (await directory.page("v", 5)).matches] == ["cust_1"]
    async with store.read() as connection:
        events = await connection.execute(text("SELECT workspace_id, seq, kind FROM events"))
        assert sorted(map(tuple, events)) == [("v", 1, "migrate"), ("w", 1, "migrate")]
    await store.close()


NAMED_TWO = """
INSERT INTO subjects VALUES ('w', 'customer', 'cust_1', NULL, 1, :now);
INSERT INTO subjects VALUES ('w', 'customer', 'cust_2', 'cust_1', 2, :now);
INSERT INTO events VALUES
('w', 1, 'upsert', 'customer', 'cust_1', NULL, NULL, 'crm', 'me', :now),
('w', 2, 'upsert', 'customer', 'cust_2', NULL, NULL, 'crm', 'me', :now),
('w', 3, 'merge', 'customer', 'cust_2', 'cust_1', NULL, 'edit', 'me', :now),
('w', 4, 'edit', 'customer', 'cust_1', 'cust_1', NULL, 'edit', 'me', :now),
('w', 5, 'upsert', 'customer', 'cust_2', 'cust_1', NULL, 'crm', 'me', :now)
"""
OF_EACH = text(
    "INSERT INTO links (workspace_id, id, subject, subject_id, record_id, system, kind, value_norm,"
    " value_raw, trust, exclusive, source, actor, added_by, valid_from) VALUES ('w', :id, "
    "'customer', 'cust_1', :record, '', 'display_name', 'n', 'N', 'verified', false, 'crm', 'me', "
    ":seq, :now)"
).bindparams(NOW)


async def test_what_an_edit_named_too_is_a_choice_after_the_migration_as_before(
    empty_url: str,
) -> None:
    store = Store(empty_url)
    async with store.write() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0004"))
        for statement in NAMED_TWO.split(";"):
            await connection.execute(text(statement).bindparams(NOW))
        for id_, record, seq in (("by-id", "cust_1", 4), ("both", "cust_2", 5)):
            await connection.execute(OF_EACH, {"id": id_, "record": record, "seq": seq})
    await store.migrate()
    directory = Directory(store)
    asked = UnmergeAnswers()
    apart = await directory.unmerge("w", BY, "cust_2", asked, preview=True)
    assert [(each.event, each.given_to, each.instead) for each in apart.choices] == [
        (4, "cust_1", "cust_2"),
        (5, "cust_2", "cust_1"),
    ]
    whole = await directory.whole("w", "cust_1")
    await store.close()
    assert whole is not None
    assert [(each.other_id, list(each.named_too)) for each in whole.events] == [
        (None, []),
        (None, []),
        ("cust_1", []),
        (None, ["cust_1"]),
        (None, ["cust_1"]),
    ]


async def test_names_are_sorted_after_the_migration_as_those_that_come_later(
    empty_url: str,
) -> None:
    store = Store(empty_url)
    async with store.write() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0005"))
        for id_, name, norm in (("1", "Zoe", "zoe"), ("2", "Émile", "émile"), ("3", " Ann", "ann")):
            insert = text(
                "INSERT INTO subjects VALUES ('w', 'customer', :id, NULL, 1, :now)"
            ).bindparams(NOW)
            await connection.execute(insert, {"id": f"cust_{id_}"})
            said = {"record": f"cust_{id_}", "norm": norm, "raw": name, "id": f"link_{id_}"}
            await connection.execute(A_NAME, {**said, "system": ""})
        # An id in a source whose kind of id has that name: it finds as it stands.
        said = {"record": "cust_3", "norm": "Ann É", "raw": "Ann É", "id": "link_4"}
        await connection.execute(A_NAME, {**said, "system": "crm"})
    await store.migrate()
    directory = Directory(store)
    page = await directory.page("w", 5, wanted=CustomersWanted(order=CustomersListed.NAME))
    async with store.read() as connection:
        norms = await connection.execute(text("SELECT value_norm FROM links ORDER BY id"))
        assert list(norms.scalars()) == ["zoe", "emile", "ann", "Ann É"]
    await store.close()
    assert [match.name for match in page.matches] == ["Ann", "Émile", "Zoe"]


A_NAME = text(
    "INSERT INTO links (workspace_id, id, subject, subject_id, record_id, system, kind, value_norm,"
    " value_raw, trust, exclusive, source, actor, added_by, valid_from) VALUES ('w', :id, "
    "'customer', :record, :record, :system, 'display_name', :norm, :raw, 'verified', false, "
    "'crm', 'me', 1, :now)"
).bindparams(NOW)
