"""A file that was removed or replaced under a store in use: nothing is read of it or lost in it."""

from collections.abc import AsyncIterator
from pathlib import Path

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.read.news import MOST
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import DirectoryUnavailable
from aggregator.store import Store
from tests.support.stores import ANYBODY, BY, migrate, sqlite_url

pytestmark = pytest.mark.real_time  # SQLite's threads

W = "w"
ANN = CustomerIds(email="ann@acme.com")
PARTS = ("", "-wal", "-shm")


@pytest.fixture
async def store(tmp_path: Path) -> AsyncIterator[Store]:
    await migrate(url := sqlite_url(tmp_path / "store.db"))
    store = Store(url)
    await said(store, "ann")
    yield store
    await store.close()


async def said(store: Store, *names: str) -> None:
    people = [CustomerUpsert(name, email=f"{name}@acme.com", name=name) for name in names]
    await Directory(store).upsert(W, BY, customers=people, rules=ANYBODY)


async def names(store: Store) -> list[str | None]:
    page = await Directory(store).page(W, 10)
    return [each.name for each in page.matches]


async def other(file: Path, *people: str) -> None:
    """Make another database, and close it."""
    await migrate(sqlite_url(file))
    made = Store(sqlite_url(file))
    await said(made, *people)
    await made.close()


def moved(folder: Path, parts: tuple[str, ...], before: str, after: str) -> None:
    for part in parts:
        (folder / f"{before}{part}").rename(folder / f"{after}{part}")


async def test_what_is_written_to_a_file_that_is_gone_is_refused_until_it_is_back(
    store: Store, tmp_path: Path
) -> None:
    moved(tmp_path, PARTS, "store.db", "away.db")
    with pytest.raises(DirectoryUnavailable, match=r"not there.*Fix: put the file"):
        await said(store, "bob")
    with pytest.raises(DirectoryUnavailable, match="not there"):
        await Directory(store).resolve(W, [ANN])
    with pytest.raises(DirectoryUnavailable, match="not there"):
        await store.ping()
    assert not (tmp_path / "store.db").exists()
    moved(tmp_path, PARTS, "away.db", "store.db")
    await said(store, "bob")
    assert await names(store) == ["ann", "bob"]


async def test_another_file_is_read_and_written_as_soon_as_it_is_there(
    store: Store, tmp_path: Path
) -> None:
    assert await names(store) == ["ann"]
    assert ANN in await Directory(store).resolve(W, [ANN])
    before = store.commits.number()
    await other(tmp_path / "other.db", "cid")
    moved(tmp_path, PARTS, "store.db", "away.db")
    moved(tmp_path, ("",), "other.db", "store.db")
    assert ANN not in await Directory(store).resolve(W, [ANN])
    assert await names(store) == ["cid"]
    assert store.commits.number() != before
    await said(store, "dan")
    await store.close()
    again = Store(sqlite_url(tmp_path / "store.db"))
    assert await names(again) == ["cid", "dan"]
    await again.close()


async def test_another_file_beside_the_journal_of_the_old_one_is_not_opened(
    store: Store, tmp_path: Path
) -> None:
    await other(tmp_path / "other.db", "cid")
    moved(tmp_path, ("",), "other.db", "store.db")
    with pytest.raises(DirectoryUnavailable, match=r"remove store\.db-wal and store\.db-shm"):
        await store.ping()
    moved(tmp_path, ("-wal", "-shm"), "store.db", "away.db")
    assert await names(store) == ["cid"]


async def test_a_write_under_way_while_the_file_is_replaced_is_not_told_as_done(
    store: Store, tmp_path: Path
) -> None:
    async def write() -> None:
        async with Directory(store).writing(W):
            moved(tmp_path, PARTS, "store.db", "away.db")
            moved(tmp_path, ("",), "other.db", "store.db")

    await other(tmp_path / "other.db", "cid")
    with pytest.raises(DirectoryUnavailable, match="replaced meanwhile"):
        await write()
    assert await names(store) == ["cid"]


@pytest.mark.parametrize("people", [1, 2, MOST + 2])
async def test_whoever_keeps_what_was_said_hears_that_the_log_is_another(
    store: Store, tmp_path: Path, people: int
) -> None:
    """However long the other log is: the event that was heard last is not in it."""
    await said(store, "bob")
    known = await Directory(store).last_event(W)
    assert (await Directory(store).news(W, known)).nothing
    await other(tmp_path / "other.db", *(f"person{number}" for number in range(people)))
    moved(tmp_path, PARTS, "store.db", "away.db")
    moved(tmp_path, ("",), "other.db", "store.db")
    news = await Directory(store).news(W, known)
    assert news.everybody
    assert news.upto == await Directory(store).last_event(W)
    assert (await Directory(store).news(W, news.upto)).nothing
