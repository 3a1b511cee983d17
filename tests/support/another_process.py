"""What another process does to the same database: `python -m ... URL FILE`.

It says `ready` and begins when it is told; it says `upserted`; then it imports the file up to its
first rows, says the import's id, and stays there until it is killed.
"""

import asyncio
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.values import CustomerUpsert, Upserted, UpsertRules
from aggregator.store import Store
from tests.support.upserts import W, one

PEOPLE, CHUNK = 25, 5


async def upsert_everybody(directory: Directory, name: str) -> list[Upserted]:
    """Say of each person, one call after the other, what this process knows."""
    return [
        await one(directory, CustomerUpsert(f"x{n}", email=f"p{n}@x.co", custom={name: "1"}))
        for n in range(PEOPLE)
    ]


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")
    sys.stdout.flush()


async def _main(url: str, file: Path) -> None:
    store = Store(url)
    directory = Directory(store)
    await directory.page(W, 1)
    _say("ready")
    sys.stdin.readline()
    done = await upsert_everybody(directory, "child")
    _say("upserted" if all(each.code is None for each in done) else repr(done))
    imports = Imports(store, W, chunk=CHUNK)
    job = await imports.begin(await imports.look(file, FileQuestions(), {}, UpsertRules()), "child")

    def on_rows(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
        _say(job.id)
        time.sleep(600)  # until it is killed

    await imports.run(job.id, on_rows)


if __name__ == "__main__":
    asyncio.run(_main(sys.argv[1], Path(sys.argv[2])))
