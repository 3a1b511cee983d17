"""A reader's connection: all that SQLAlchemy wants of a statement, in one change of thread."""

import asyncio
from collections.abc import Callable
from pathlib import Path

import pytest
from sqlalchemy import URL, make_url, text
from sqlalchemy.exc import OperationalError
from sqlalchemy.ext.asyncio import AsyncEngine

from aggregator.store.one_hop import OneHopConnection, StoppedOnce
from aggregator.store.sqlite import open_reader, open_writer


@pytest.fixture
def url(tmp_path: Path) -> str:
    return f"sqlite+aiosqlite:///{tmp_path / 'a.db'}"


class Hops:
    """Counts how often the driver's thread is asked."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.count = 0
        asked = OneHopConnection._execute

        async def counted(connection: OneHopConnection, *arguments: object) -> object:
            self.count += 1
            return await asked(connection, *arguments)  # type: ignore[no-untyped-call]

        monkeypatch.setattr(OneHopConnection, "_execute", counted)


@pytest.mark.parametrize("opened", [open_reader, open_writer])
async def test_who_closes_while_another_stops_does_not_wait_for_ever(
    url: str, opened: Callable[[URL], AsyncEngine]
) -> None:
    engine = opened(make_url(url))
    async with engine.connect() as connection:
        driver = (await connection.get_raw_connection()).driver_connection
        assert isinstance(driver, StoppedOnce)
        closing = asyncio.create_task(driver.close())
        await asyncio.sleep(0)
        driver.stop()
        await closing
    await engine.dispose()


async def test_a_statement_is_one_hop_begin_included(
    url: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    writer, reader = open_writer(make_url(url)), open_reader(make_url(url))
    async with writer.begin() as connection:
        await connection.execute(text("CREATE TABLE it (id INTEGER, name TEXT)"))
        await connection.execute(text("INSERT INTO it VALUES (1, 'a'), (2, 'b')"))
    async with reader.connect() as connection:
        await connection.execute(text("SELECT 1"))
    hops = Hops(monkeypatch)
    async with reader.connect() as connection:
        rows = await connection.execute(text("SELECT id, name FROM it WHERE id > :n"), {"n": 0})
        assert [tuple(row) for row in rows] == [(1, "a"), (2, "b")]
        assert (await connection.execute(text("SELECT count(*) FROM it"))).scalar() == 2
    assert hops.count == 3  # two statements and the end of the transaction
    hops.count = 0
    async with reader.connect():
        pass
    assert hops.count == 0
    await reader.dispose()
    await writer.dispose()


async def test_a_transaction_sees_one_state(url: str) -> None:
    writer, reader = open_writer(make_url(url)), open_reader(make_url(url))
    async with writer.begin() as connection:
        await connection.execute(text("CREATE TABLE it (id INTEGER)"))
    async with reader.connect() as reading:
        count = text("SELECT count(*) FROM it")
        assert (await reading.execute(count)).scalar() == 0
        async with writer.begin() as connection:
            await connection.execute(text("INSERT INTO it VALUES (1)"))
        assert (await reading.execute(count)).scalar() == 0
    async with reader.connect() as reading:
        assert (await reading.execute(count)).scalar() == 1
    await reader.dispose()
    await writer.dispose()


async def test_a_statement_that_fails_leaves_a_connection_that_works(url: str) -> None:
    reader = open_reader(make_url(url))
    for _ in range(9):  # more than the pool has
        with pytest.raises(OperationalError):
            async with reader.connect() as connection:
                await connection.execute(text("SELECT * FROM nothing"))
    async with reader.connect() as connection:
        assert (await connection.execute(text("SELECT 1"))).scalar() == 1
    await reader.dispose()


async def test_a_reader_cannot_write(url: str) -> None:
    reader = open_reader(make_url(url))
    with pytest.raises(OperationalError):
        async with reader.connect() as connection:
            await connection.execute(text("CREATE TABLE it (id INTEGER)"))
    await reader.dispose()
