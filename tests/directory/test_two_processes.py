"""Two processes at one database: one person stays one, and who dies at an import is followed."""

import asyncio
import sys
from asyncio.subprocess import PIPE, Process
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import Imports
from aggregator.directory.tables import events
from aggregator.domain.errors import InvalidRequest
from aggregator.jobs.jobs import JobState
from aggregator.store import Store
from tests.support.another_process import CHUNK, PEOPLE, upsert_everybody
from tests.support.upserts import W, found

ROOT = Path(__file__).parents[2]
ROWS = 23


async def _line(process: Process) -> str:
    assert process.stdout is not None
    return (await process.stdout.readline()).decode().strip()


def _unheard(_: object, __: object) -> None:
    """Nobody looks on."""


@pytest.mark.real_time
async def test_one_person_stays_one_and_an_import_goes_on_where_its_process_was_killed(
    database_url: str, directory: Directory, store: Store, tmp_path: Path
) -> None:
    file = tmp_path / "people.csv"
    rows = "".join(f"r{n},r{n}@x.co\n" for n in range(ROWS))
    file.write_text(f"external_ref,email\n{rows}", encoding="utf-8")
    command = (sys.executable, "-m", "tests.support.another_process", database_url, str(file))
    child = await asyncio.create_subprocess_exec(*command, cwd=ROOT, stdin=PIPE, stdout=PIPE)
    try:
        assert await _line(child) == "ready"
        assert child.stdin is not None
        child.stdin.write(b"go\n")
        mine = await upsert_everybody(directory, "parent")
        assert await _line(child) == "upserted"
        assert {each.code for each in mine} == {None}
        import_id = await _line(child)
        imports = Imports(store, W)
        with pytest.raises(InvalidRequest, match="Another process is at the import"):
            await imports.run(import_id, _unheard)
        child.kill()
        await child.wait()
        done = await imports.run(
            import_id, _unheard
        )  # at once: nobody waits for a lease of the dead
    finally:
        if child.returncode is None:
            child.kill()
        await child.wait()
    assert (done.state, done.counts["created"], done.cursor["row"] > CHUNK) == (
        JobState.DONE,
        ROWS,
        True,
    )
    assert (await directory.page(W, 1)).total == PEOPLE + ROWS
    for n in range(PEOPLE):
        whole = await directory.whole(W, (await found(directory, external_id=f"x{n}")).id)
        assert whole is not None
        said = sorted(row.name for row in whole.links)
        assert said == ["custom.child", "custom.parent", "email", "external_id"]
    async with store.read() as connection:
        seqs = list((await connection.execute(select(events.c.seq).order_by("seq"))).scalars())
    assert seqs == list(range(1, len(seqs) + 1))
