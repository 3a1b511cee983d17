import asyncio
import os
import random
import sqlite3
import stat
from datetime import UTC, datetime
from pathlib import Path

import pytest
import structlog
from sqlalchemy import bindparam, text
from sqlalchemy.exc import IntegrityError

from aggregator.domain.errors import DirectoryUnavailable, InvalidRequest, SettingsError
from aggregator.store import Store, sqlite
from aggregator.store.metadata import Moment
from tests.support.postgres import Postgres
from tests.support.stores import sqlite_url

pytestmark = pytest.mark.real_time  # SQLite sleeps in its thread while another connection writes

INSERT = text("INSERT INTO allowed_values VALUES ('w', 'tag', :id, :name)")
LOCK = "test"
COUNT = text("SELECT count(*) FROM allowed_values")


async def write_names(store: Store, *names: str) -> None:
    async with store.write(LOCK) as connection:
        for name in names:
            await connection.execute(INSERT, {"id": name, "name": name})


async def count(store: Store) -> int:
    async with store.read() as connection:
        return int((await connection.execute(COUNT)).scalar_one())


async def test_a_write_is_there_for_the_next_read(store: Store) -> None:
    await write_names(store, "a")
    assert await count(store) == 1


async def test_an_error_inside_a_write_undoes_all_of_it_and_passes_through(store: Store) -> None:
    async def fails() -> None:
        async with store.write() as connection:
            await connection.execute(INSERT, {"id": "a", "name": "A"})
            raise InvalidRequest("ours")

    with pytest.raises(InvalidRequest, match="ours"):
        await fails()
    assert await count(store) == 0


async def test_a_read_session_cannot_write(store: Store) -> None:
    with pytest.raises(DirectoryUnavailable, match="readonly database"):
        async with store.read() as connection:
            await connection.execute(INSERT, {"id": "a", "name": "A"})
    assert await count(store) == 0


async def test_a_read_session_sees_one_state_while_others_write(store: Store) -> None:
    async with store.read() as reader:
        before = (await reader.execute(COUNT)).scalar_one()
        await write_names(store, "a")
        assert (await reader.execute(COUNT)).scalar_one() == before == 0
    assert await count(store) == 1


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_connections_have_the_pragmas_that_concurrency_needs(store: Store) -> None:
    for session in (store.read(), store.write()):
        async with session as connection:
            values = {
                name: (await connection.exec_driver_sql(f"PRAGMA {name}")).scalar_one()
                for name in ("journal_mode", "busy_timeout", "foreign_keys", "synchronous")
            }
        assert values == {
            "journal_mode": "wal",
            "busy_timeout": 9_000,
            "foreign_keys": 1,
            "synchronous": 1,
        }


async def test_a_foreign_key_holds(store: Store) -> None:
    orphan = text(
        "INSERT INTO notes (workspace_id, id, subject, subject_id, record_id, body, actor, "
        "added_by, valid_from) VALUES ('w', 'n', 'customer', 'nobody', 'nobody', '', '', 1, :now)"
    ).bindparams(bindparam("now", datetime.now(UTC), Moment))
    async with store.write() as connection:
        with pytest.raises(IntegrityError, match=r"FOREIGN KEY|ForeignKeyViolation|foreign key"):
            await connection.execute(orphan)


async def test_8_writers_and_50_readers_on_one_database_are_never_locked_out(store: Store) -> None:
    second = Store(store.engines[0].url.render_as_string(hide_password=False))

    async def write(number: int) -> None:
        # Half through another store on the same database, as a second process would.
        through = (store, second)[number % 2]
        for turn in range(20):
            async with through.write(LOCK) as connection:
                seen = (await connection.execute(COUNT)).scalar_one()
                await connection.execute(INSERT, {"id": f"{number}-{turn}", "name": str(seen)})

    async def read() -> None:
        for _ in range(10):
            await count(store)

    try:
        await asyncio.gather(*(write(n) for n in range(8)), *(read() for _ in range(50)))
        async with store.read() as connection:
            names = (
                (await connection.execute(text("SELECT value FROM allowed_values"))).scalars().all()
            )
    finally:
        await second.close()
    # Each wrote how many it saw, and was alone between looking and writing: no number twice.
    assert sorted(int(name) for name in names) == list(range(160))


async def test_cancelled_sessions_leave_the_store_as_good_as_new(store: Store) -> None:
    chance = random.Random(7)  # noqa: S311 - which tasks are cancelled, repeatably

    async def read_or_write(number: int) -> None:
        if number % 4:
            await count(store)
        else:
            await write_names(store, str(number))

    for round_ in range(60):
        tasks = [asyncio.create_task(read_or_write(round_ * 20 + n)) for n in range(20)]
        for _ in range(chance.randrange(40)):
            await asyncio.sleep(0)
        for task in chance.sample(tasks, 12):
            task.cancel()
        results = await asyncio.gather(*tasks, return_exceptions=True)
        assert all(r is None or isinstance(r, asyncio.CancelledError) for r in results)
    before = await count(store)
    for number in range(20):
        await write_names(store, f"after-{number}")
    assert await count(store) == before + 20


async def test_ping_answers_once_migrated_and_says_so_before(empty_url: str) -> None:
    store = Store(empty_url)
    try:
        with pytest.raises(DirectoryUnavailable, match=r"no such table.*Fix: .*not migrated"):
            await store.ping()
        await store.migrate()
        await store.ping()
    finally:
        await store.close()


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_a_journal_that_cannot_be_emptied_undoes_nothing(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    """As on a full disk: whoever deleted is not told that it failed."""

    async def full(_: object) -> None:
        raise sqlite3.OperationalError("database or disk is full")

    await store.scrub()
    monkeypatch.setattr(sqlite, "truncate_journal", full)
    with structlog.testing.capture_logs() as logs:
        await store.scrub()
    assert [(line["event"], line["cause"]) for line in logs] == [("not_scrubbed", "disk is full")]
    await write_names(store, "a")


async def test_a_missing_folder_is_told_with_its_fix(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path / "nowhere" / "x.db"))
    try:
        with pytest.raises(DirectoryUnavailable, match="folder of database_url must exist"):
            await store.migrate()
    finally:
        await store.close()


async def test_a_folder_in_place_of_the_file_is_told_with_its_fix(tmp_path: Path) -> None:
    store = Store(sqlite_url(tmp_path))
    with pytest.raises(DirectoryUnavailable, match="names a folder: name a file in it"):
        await store.migrate()
    await store.close()


async def test_a_file_that_may_not_be_written_is_told_with_its_fix(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "x.db"
    file.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)  # root may do anything
    store = Store(sqlite_url(file))
    with pytest.raises(DirectoryUnavailable, match="make its file and folder writable"):
        await store.migrate()
    await store.close()


async def test_a_file_that_is_no_database_is_told_with_its_fix(tmp_path: Path) -> None:
    file = tmp_path / "notes.db"
    file.write_text("these are notes, not pages of a database\n" * 200)
    store = Store(sqlite_url(file))
    try:
        with pytest.raises(DirectoryUnavailable, match="not an SQLite database: name another"):
            await store.migrate()
    finally:
        await store.close()


async def test_what_the_database_says_never_carries_values(store: Store) -> None:
    with pytest.raises(DirectoryUnavailable) as caught:
        await write_names(store, "alex@grocery.co", "alex@grocery.co")
    chain = f"{caught.value} {caught.value.__cause__} {caught.value.facts}"
    assert "IntegrityError" in str(caught.value)
    assert "alex@grocery.co" not in chain


@pytest.mark.parametrize("database_url", ["sqlite"], indirect=True)
async def test_the_files_are_for_their_owner_alone(store: Store, tmp_path: Path) -> None:
    await write_names(store, "a")
    names = ("store.db", "store.db-wal", "store.db-shm")
    modes = [stat.S_IMODE((tmp_path / name).stat().st_mode) for name in names]
    assert modes == [0o600] * 3


@pytest.mark.parametrize(
    "url",
    [
        "sqlite+aiosqlite:///:memory:",
        "sqlite+aiosqlite://",
        "sqlite+aiosqlite:///file:x?mode=memory&uri=true",
        "mysql://root:hunter2@db/x",
        "postgresql+psycopg://root:hunter2@db/x",
        "postgresql://root:hunter2@db",
        "hunter2",
        "sqlite+aiosqlite:///x.db?mode=ro",
    ],
)
def test_an_unusable_url_is_refused_with_a_usable_one_and_no_password(url: str) -> None:
    with pytest.raises(SettingsError, match=r"Fix: sqlite\+aiosqlite:///") as caught:
        Store(url)
    assert "hunter2" not in str(caught.value)


@pytest.mark.parametrize(
    ("url", "fix"),
    [
        ("postgresql://nobody:hunter2@127.0.0.1:1/x", "start the PostgreSQL of database_url"),
        ("postgresql://nobody:hunter2@nowhere.invalid/x", "correct the host of database_url"),
    ],
)
async def test_a_server_that_is_not_there_is_told_with_its_fix(url: str, fix: str) -> None:
    store = Store(url)
    with pytest.raises(DirectoryUnavailable, match=fix) as caught:
        await store.ping()
    assert "hunter2" not in f"{caught.value} {caught.value.__cause__}"
    await store.close()


async def test_a_database_that_was_never_created_is_told_with_its_fix(postgres: Postgres) -> None:
    store = Store(postgres.url("nowhere"))
    with pytest.raises(DirectoryUnavailable, match="create the database"):
        await store.migrate()
    await store.close()


async def test_a_server_that_was_restarted_is_asked_anew(postgres: Postgres) -> None:
    name = postgres.create()
    store = Store(postgres.url(name))
    await store.migrate()
    await store.ping()
    others = "pid <> pg_backend_pid() AND datname = current_database()"
    postgres.sql(f"SELECT pg_terminate_backend(pid) FROM pg_stat_activity WHERE {others}", name)  # noqa: S608
    await store.ping()
    await store.close()
    postgres.drop(name)


def test_plain_postgresql_means_the_driver_that_is_there_and_hides_the_password() -> None:
    shown = repr(Store("postgresql://me:hunter2@db/x"))
    assert "postgresql+asyncpg" in shown
    assert "hunter2" not in shown


def test_plain_sqlite_means_the_driver_that_is_there(tmp_path: Path) -> None:
    assert "sqlite+aiosqlite" in repr(Store(f"sqlite:///{tmp_path}/x.db"))
