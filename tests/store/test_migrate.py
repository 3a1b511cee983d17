import asyncio
import subprocess
import sys
from pathlib import Path

import pytest
from alembic import command
from alembic.autogenerate import compare_metadata
from alembic.runtime.migration import MigrationContext
from alembic.script import ScriptDirectory
from sqlalchemy import Connection, text
from sqlalchemy.dialects import postgresql
from sqlalchemy.schema import CreateIndex, CreateTable

import aggregator.directory.tables
from aggregator.domain.errors import SettingsError
from aggregator.store import Store
from aggregator.store.metadata import metadata
from aggregator.store.migrate import configuration
from tests.support.stores import sqlite_url

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

OLD_LINK = text(
    "INSERT INTO identities VALUES ('w', :id, 'customer', 'c', :system, 'email', :norm, :raw,"
    " 'claimed', false, '2026', NULL)"
)


async def test_migrating_again_changes_nothing(store: Store) -> None:
    async with store.write() as connection:
        await connection.execute(
            text("INSERT INTO accounts (workspace_id, id, created_at) VALUES ('w', 'a', '2026')")
        )
    await store.migrate()
    async with store.read() as connection:
        assert (await connection.execute(text("SELECT count(*) FROM accounts"))).scalar_one() == 1


async def test_two_stores_of_one_process_may_start_at_once(tmp_path: Path) -> None:
    stores = [Store(sqlite_url(tmp_path / "x.db")) for _ in range(4)]
    try:
        await asyncio.gather(*(store.migrate() for store in stores))
        await asyncio.gather(*(store.ping() for store in stores))
    finally:
        for store in stores:
            await store.close()


def test_four_processes_may_start_at_once_on_no_database(tmp_path: Path) -> None:
    command = [sys.executable, "-W", "error", "-c", START, sqlite_url(tmp_path / "x.db")]
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


async def test_a_migration_that_fails_leaves_no_half_of_itself(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path / "x.db"))
    try:
        async with store.write() as connection:  # in the way of the first migration's last table
            await connection.execute(text("CREATE TABLE identities (x INTEGER)"))
        with pytest.raises(Exception, match="database failed"):
            await store.migrate()
        async with store.read() as connection:
            tables = await connection.execute(
                text("SELECT name FROM sqlite_master WHERE type = 'table'")
            )
            assert tables.scalars().all() == ["identities"]
    finally:
        await store.close()


async def test_the_migrations_give_exactly_the_tables_that_the_code_declares(store: Store) -> None:
    def differences(connection: Connection) -> list[object]:
        context = MigrationContext.configure(
            connection, opts={"compare_type": True, "compare_server_default": True}
        )
        return list(compare_metadata(context, metadata))

    assert aggregator.directory.tables.identities.metadata is metadata
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


async def test_what_was_compared_by_case_folding_is_compared_anew(tmp_path: Path) -> None:
    old = {"weiß@x.co": "weiss@x.co", "info@fußball.example": "info@fussball.example"}
    old |= {" Ann@x.co": "ann@x.co", "ann@x\u2028.ü": "ann@x\u2028.ü"}
    rows = [
        {"id": str(n), "system": system, "raw": raw, "norm": norm}
        for n, (raw, norm) in enumerate(old.items())
        for system in ([""] if n else ["", "crm"])
    ]
    store = Store(sqlite_url(tmp_path / "x.db"))
    async with store.write() as connection:
        await connection.run_sync(lambda sync: command.upgrade(configuration(sync), "0001"))
        for row in rows:
            row["id"] += row["system"]
            await connection.execute(OLD_LINK, row)
    await store.migrate()
    async with store.read() as connection:
        found = await connection.execute(text("SELECT id, value_norm FROM identities"))
        norms = {row.id: row.value_norm for row in found}
    await store.close()
    assert norms == {
        "0": "weiß@x.co",
        "0crm": "weiss@x.co",
        "1": "info@xn--fuball-cta.example",
        "2": "ann@x.co",
        "3": "",
    }
