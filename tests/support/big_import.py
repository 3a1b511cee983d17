"""A file of many customers, and an import of it that is killed again and again."""

import asyncio
import csv
import json
import random
import signal
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from subprocess import STDOUT, Popen

from sqlalchemy import text

from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import CHUNK
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.store import Store
from tests.support.stores import BY

HEADER = (
    "external_ref", "email", "display_name", "phone", "account_external_ref",
    "billing.customer", "crm.contact", "custom.plan",
)  # fmt: skip
ACCOUNTS = 100
_NEVER = 600
"""Seconds after which an import that has not moved never will."""


def write_customers(file: Path, many: int) -> Path:
    """Write a file of `many` customers, each other than all others."""
    with file.open("w", newline="", encoding="utf-8") as opened:
        writer = csv.writer(opened)
        writer.writerow(HEADER)
        for n in range(many):
            who = [f"u{n}", f"person{n}@company{n % 997}.example", f"Person Number {n}"]
            number, account = f"+4930{10_000_000 + n}", f"a{n % ACCOUNTS}"
            writer.writerow([*who, number, account, f"cus_{n}", str(100_000 + n), "gold"])
    return file


async def prepare(url: str) -> None:
    """Accounts that the file names, and some of its people as the backend knows them."""
    store = Store(url)
    await store.migrate()
    await Directory(store).upsert(
        "default",
        BY,
        accounts=[AccountUpsert(f"a{n}", f"Account {n}") for n in range(ACCOUNTS)],
        customers=[CustomerUpsert(f"u{n}", name=f"Known {n}") for n in range(0, 300, 7)],
    )
    await store.close()


async def progress(url: str) -> tuple[str, int]:
    """Give the id of the only import, and the row that it reached."""
    store = Store(url)
    try:
        async with store.read() as connection:
            found = await connection.execute(text("SELECT id, cursor FROM jobs"))
            [(id_, cursor)] = [*found, ("", "{}")][:1]
            at = json.loads(cursor) if isinstance(cursor, str) else cursor
            return id_, int(at.get("row", 0))
    finally:
        await store.close()


@dataclass(frozen=True, slots=True)
class Killed:
    """An import that is not done: its id, and how often its process was killed."""

    id: str
    kills: int


def import_and_kill(file: Path, url: str, home: Path, kills: int) -> Killed:
    """Import `file` by the command, and kill it with signal 9 at random rows."""
    with file.open("rb") as opened:
        rows = sum(1 for _ in opened) - 1
    chance = random.Random(11)  # noqa: S311 the same rows every time
    # Not in the last chunk: it is done before anybody sees it.
    targets = sorted(chance.sample(range(1, max(rows - CHUNK - 1, rows * 2 // 3)), kills))
    arguments, id_, done = ["import", str(file)], "", 0
    for target in targets:
        last = time.monotonic() + _NEVER
        command = [sys.executable, "-m", "aggregator", "customers", *arguments]
        environ = {"AGGREGATOR_DATABASE_URL": url, "PATH": ""}
        with (
            tempfile.TemporaryFile() as said,
            Popen(command, cwd=home, env=environ, stdout=said, stderr=STDOUT) as process,  # noqa: S603
        ):
            while process.poll() is None:
                id_, row = asyncio.run(progress(url))
                assert time.monotonic() < last, f"row {row} of {rows}"
                if row >= target:
                    process.send_signal(signal.SIGKILL)
                    process.wait()
                    done += 1
                time.sleep(0.01)
            said.seek(0)
            why = f"it ended by itself before row {target}: {said.read().decode()[-2000:]}"
            assert process.returncode == -signal.SIGKILL, why
        arguments = ["import", "--resume", id_]
    return Killed(id_, done)
