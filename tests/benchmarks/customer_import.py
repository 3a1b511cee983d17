"""How fast `customers import` is, beside what the database does with the same file by itself.

COPY and .import put the cells of a row into one table of texts. An import looks each row up, says
whom it means, and writes eight links, a subject and an event for each; the goal is a fifth of it.
The same file is imported among a million others too: that takes about as long as among none.
"""

import asyncio
import csv
import sqlite3
import tempfile
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.values import UpsertRules
from aggregator.store import Store
from tests.support.big_import import HEADER, prepare, write_customers
from tests.support.many_customers import fill
from tests.support.postgres import Postgres, running_postgres
from tests.support.stores import sqlite_url
from tests.support.subjects import table

ROWS = 50_000
OTHERS = 1_000_000


def run() -> None:
    """Print rows a second of both, and the ratio."""
    rows: list[tuple[object, ...]] = []
    with tempfile.TemporaryDirectory() as name, running_postgres() as postgres:
        home = Path(name)
        file = write_customers(home / "customers.csv", ROWS)
        rows.append(_row("SQLite", _sqlite(file, home / "x.db"), sqlite_url(home / "d.db"), file))
        url = postgres.url(postgres.create())
        rows.append(_row("PostgreSQL", _copy(postgres, file), url, file))
    heads = ("", "by itself rows/s", "import rows/s", "ratio", "again rows/s", "undo rows/s")
    table((*heads, f"among {OTHERS:,}"), rows)


def _row(database: str, alone: float, url: str, file: Path) -> tuple[object, ...]:
    told = [ROWS / seconds for seconds in asyncio.run(_import(url, file))]
    alone, imported = ROWS / alone, told[0]
    others = [f"{each:,.0f}" for each in told[1:]]
    return database, f"{alone:,.0f}", f"{imported:,.0f}", f"{imported / alone:.3f}", *others


async def _import(url: str, file: Path) -> list[float]:
    """Seconds of an import, of the same again, of its undoing, of one among many others."""
    await prepare(url)
    store = Store(url)
    imports = Imports(store, "default")
    spec = await imports.look(file, FileQuestions(), {}, UpsertRules())
    seconds, first = [], ""
    for _ in range(2):
        job = await imports.begin(spec, "bench")
        first = first or job.id
        seconds.append(await _timed(imports, job.id))
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
