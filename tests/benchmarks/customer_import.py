"""How fast `customers import` is, beside what the database does with the same file by itself.

COPY and .import put the cells of a row into one table of texts. An import looks each row up, says
whom it means, and writes eight links, a subject and an event for each; the goal is a fifth of it.
"links alone" is how far the database itself comes from there: its own copy of these eight links,
by one statement, into a table of the same keys and indexes. No import of them is faster.
The same file is imported among a million others too: that takes about as long as among none.
"""

import asyncio
import csv
import sqlite3
import tempfile
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from functools import partial
from pathlib import Path

from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.values import UpsertRules
from aggregator.store import Store
from tests.support.big_import import HEADER, prepare, write_customers
from tests.support.many_customers import fill
from tests.support.postgres import Postgres, running_postgres
from tests.support.stores import migrate, sqlite_url
from tests.support.subjects import table

ROWS = 50_000
OTHERS = 1_000_000


def run() -> None:
    """Print rows a second of both, and the ratio."""
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as name, running_postgres() as postgres:
        home = Path(name)
        file = write_customers(home / "customers.csv", ROWS)
        links = partial(_sqlite_links, home / "d.db", home / "e.db")
        alone = _sqlite(file, home / "x.db")
        rows.append(_row("SQLite", alone, sqlite_url(home / "d.db"), file, links))
        database = postgres.create()
        links = partial(_postgres_links, postgres, database)
        url = postgres.url(database)
        rows.append(_row("PostgreSQL", _copy(postgres, file), url, file, links))
    ratios = ("by itself rows/s", "import rows/s", "ratio", "links alone, ratio")
    table(("", *ratios, "again rows/s", "undo rows/s", f"among {OTHERS:,}"), rows)


def _row(
    database: str, alone: float, url: str, file: Path, links: Callable[[], float]
) -> tuple[object, ...]:
    told = [ROWS / seconds for seconds in asyncio.run(_import(url, file, links))]
    alone = ROWS / alone
    imported, of_links, *others = told
    ratios = (f"{imported / alone:.3f}", f"{of_links / alone:.3f}")
    return database, f"{alone:,.0f}", f"{imported:,.0f}", *ratios, *(f"{n:,.0f}" for n in others)


async def _import(url: str, file: Path, links: Callable[[], float]) -> list[float]:
    """Seconds of an import, its links alone, the same again, its undoing, one among many others."""
    await prepare(url)
    store = Store(url)
    imports = Imports(store, "default")
    spec = await imports.look(file, FileQuestions(), {}, UpsertRules())
    seconds, first = [], ""
    for _ in range(2):
        job = await imports.begin(spec, "bench")
        first = first or job.id
        seconds.append(await _timed(imports, job.id))
        if len(seconds) == 1:
            seconds.append(await asyncio.to_thread(links))
    began = time.perf_counter()
    await imports.undo(first, "bench")
    seconds.append(time.perf_counter() - began)
    async with store.write() as connection:
        await fill(connection, "default", OTHERS)
    await store.learn()
    job = await imports.begin(spec, "bench")
    seconds.append(await _timed(imports, job.id))
    await store.close()
    return seconds


async def _timed(imports: Imports, id_: str) -> float:
    began = time.perf_counter()
    done = await imports.run(id_, _unheard)
    assert done.counts["failed"] == 0
    return time.perf_counter() - began


def _unheard(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
    """Nobody asks how it goes."""


def _sqlite_links(imported: Path, empty: Path) -> float:
    """Seconds of copying the links into a file of the same tables, all in one transaction."""
    asyncio.run(migrate(sqlite_url(empty)))
    with closing(sqlite3.connect(empty)) as connection:
        connection.execute("ATTACH ? AS imported", [str(imported)])
        began = time.perf_counter()
        with connection:
            connection.execute("INSERT INTO links SELECT * FROM imported.links")
        return time.perf_counter() - began


def _postgres_links(postgres: Postgres, name: str) -> float:
    """Seconds of copying the links into a table with the same keys and indexes."""
    postgres.sql("CREATE TABLE links_alone (LIKE links INCLUDING ALL)", name)
    began = time.perf_counter()
    postgres.sql("INSERT INTO links_alone SELECT * FROM links", name)
    seconds = time.perf_counter() - began
    postgres.sql("DROP TABLE links_alone", name)
    return seconds


def _copy(postgres: Postgres, file: Path) -> float:
    """Seconds of COPY into a table of texts."""
    name = postgres.create()
    columns = ", ".join(f'"{column}" text' for column in HEADER)
    postgres.sql(f"CREATE TABLE cells ({columns})", name)
    file.chmod(0o644)
    began = time.perf_counter()
    postgres.sql(f"\\copy cells FROM '{file}' CSV HEADER", name)
    return time.perf_counter() - began


def _sqlite(file: Path, database: Path) -> float:
    """Seconds of what .import does: parse, and one insert for each row, in one transaction."""
    connection = sqlite3.connect(database)
    connection.execute(f"CREATE TABLE cells ({', '.join(f'c{n}' for n in range(len(HEADER)))})")
    places = ", ".join("?" * len(HEADER))
    began = time.perf_counter()
    with file.open(newline="", encoding="utf-8") as opened:
        reader = csv.reader(opened)
        next(reader)
        with connection:
            connection.executemany(f"INSERT INTO cells VALUES ({places})", reader)  # noqa: S608
    seconds = time.perf_counter() - began
    connection.close()
    return seconds
