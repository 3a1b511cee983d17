"""The PostgreSQL that tests are given is real, private and ends with whoever started it."""

import os
import shutil
import signal
import subprocess
import sys
import time
from pathlib import Path

import asyncpg
import pytest

from tests.support.postgres import Postgres

ROOT = Path(__file__).parents[2]

STARTS_AND_HANGS = """
import sys
from tests.support.postgres import running_postgres

with running_postgres() as server:
    print(server.process.pid, server.folder, flush=True)
    sys.stdin.read()
"""


def test_a_database_is_a_copy_of_its_template_and_no_other(postgres: Postgres) -> None:
    template = postgres.create()
    postgres.sql("CREATE TABLE kept AS SELECT 7 AS x", template)
    copy, empty = postgres.create(template), postgres.create()
    postgres.sql("INSERT INTO kept VALUES (8)", copy)
    assert postgres.sql("SELECT x FROM kept ORDER BY x", copy) == "7\n8\n"
    assert postgres.sql("SELECT x FROM kept", template) == "7\n"
    with pytest.raises(AssertionError, match="does not exist"):
        postgres.sql("SELECT x FROM kept", empty)
    for name in (template, copy, empty):
        postgres.drop(name)


@pytest.mark.real_time
async def test_the_driver_of_the_product_reaches_it(postgres: Postgres) -> None:
    connection = await asyncpg.connect(postgres.url("postgres", ""))
    try:
        assert int((await connection.fetchval("SHOW server_version")).split(".")[0]) >= 16
        assert await connection.fetchval("SHOW listen_addresses") == "127.0.0.1"
    finally:
        await connection.close()


def test_it_ends_when_its_starter_is_killed() -> None:
    starter = subprocess.Popen(  # noqa: S603 our own interpreter and code
        [sys.executable, "-c", STARTS_AND_HANGS],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        cwd=ROOT,
        text=True,
    )
    assert starter.stdout is not None
    assert starter.stdin is not None
    pid, folder = starter.stdout.readline().split()
    starter.send_signal(signal.SIGKILL)
    starter.wait()
    starter.stdin.close()
    starter.stdout.close()
    last = time.monotonic() + 60
    while _runs(int(pid)):
        assert time.monotonic() < last
        time.sleep(0.02)
    shutil.rmtree(folder)


def _runs(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    # Whoever inherits the dead may be slow to bury them.
    return Path(f"/proc/{pid}/stat").read_text().rpartition(") ")[2][0] != "Z"
