"""150,000 customers imported, killed 30 times, on both databases; imported again; undone."""

import asyncio
import csv
import subprocess
import sys
import tempfile
from collections.abc import Mapping, Sequence
from pathlib import Path

from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.values import UpsertRules
from aggregator.store import Store
from tests.support.big_import import import_and_kill, prepare, write_customers
from tests.support.directory_export import exported
from tests.support.postgres import running_postgres
from tests.support.stores import sqlite_url
from tests.support.subjects import Soaked

ROWS, KILLS, MEGABYTES = 150_000, 30, 200

_READS = """
import sys
from pathlib import Path
from aggregator.directory.imports.rows import read_rows
from aggregator.directory.imports.shape import read_shape

file = Path(sys.argv[1])
rows = sum(1 for _ in read_rows(file, read_shape(file, limit=10**9)))
# Not getrusage: that begins at the most that the process had which started this one.
status = Path("/proc/self/status").read_text()
print(rows, status.partition("VmHWM:")[2].split()[0])
"""


def run() -> Soaked:
    """Import on SQLite, then on PostgreSQL; then read a file of 200 MB."""
    counts: list[tuple[str, object]] = [("rows", ROWS)]
    failures: list[str] = []
    with tempfile.TemporaryDirectory() as name, running_postgres() as postgres:
        home = Path(name)
        file = write_customers(home / "customers.csv", ROWS)
        urls = {"SQLite": sqlite_url(home / "x.db"), "PostgreSQL": postgres.url(postgres.create())}
        for database, url in urls.items():
            seen = asyncio.run(_import(file, url, home))
            counts += [(f"{database}: {what}", count) for what, count in seen.items()]
            failures += [f"{database}: {each}" for each in _wrong(seen)]
        megabytes, rows = _memory(home / "big.csv")
        counts += [(f"rows of {MEGABYTES} MB read", rows), ("MB of memory for it", megabytes)]
        if megabytes > 150:
            failures.append("reading a big file took much memory")
    return Soaked("An import that is killed again and again", counts, failures)


async def _import(file: Path, url: str, home: Path) -> dict[str, object]:
    await prepare(url)
    store = Store(url)
    try:
        before = await exported(store)
        killed = await asyncio.to_thread(import_and_kill, file, url, home, KILLS)
        imports = Imports(store, "default")
        first = await imports.run(killed.id, _unheard)
        people = (await Directory(store).page("default", 0)).total
        spec = await imports.look(file, FileQuestions(), {}, UpsertRules())
        again = await imports.run((await imports.begin(spec, "soak")).id, _unheard)
        await imports.undo(killed.id, "soak")
        return {
            "kills by signal 9": killed.kills,
            "customers then": people,
            "of the file taken": sum(first.counts[name] for name in ("created", "updated")),
            "the second time unchanged": again.counts["unchanged"],
            "undone, the directory is as before": await exported(store) == before,
        }
    finally:
        await store.close()


def _wrong(seen: Mapping[str, object]) -> list[str]:
    expected = {
        "kills by signal 9": KILLS,
        "customers then": ROWS,
        "of the file taken": ROWS,
        "the second time unchanged": ROWS,
        "undone, the directory is as before": True,
    }
    return [
        f"{what}: {seen[what]}, not {count}"
        for what, count in expected.items()
        if seen[what] != count
    ]


def _unheard(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
    """Nobody asks how it goes."""


def _memory(file: Path) -> tuple[int, int]:
    """Read a file of `MEGABYTES` in a process of its own: its most memory, and its rows."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(["external_ref", "description"])
        number = 0
        while opened.tell() < MEGABYTES * 1024 * 1024:
            writer.writerow([f"u{number}", 'a "quoted" word, and\nanother line ' * 12])
            number += 1
    read = subprocess.run(  # noqa: S603 our own interpreter and code
        [sys.executable, "-c", _READS, str(file)], capture_output=True, text=True, check=True
    )
    rows, most = map(int, read.stdout.split())
    return most // 1024, rows
