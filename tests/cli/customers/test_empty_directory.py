"""`aggregator check` tells a directory that nobody is in, where a source needs somebody there."""

import asyncio
import json
import sqlite3
from pathlib import Path

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.values import CustomerUpsert
from aggregator.store import Store
from tests.support.cards import card
from tests.support.command import Command
from tests.support.stores import BY

TOLD = "Nobody is in the directory: billing cannot be asked about anybody"


@pytest.fixture
def home(nowhere: Path) -> Path:
    """A folder with a card, whose settings connect a billing and name no secret."""
    (nowhere / "aggregator.toml").write_text(
        '[sources.billing]\nconnector = "billing"\nurl = "http://127.0.0.1:1"\n'
        'credentials = { key = "env:NOT_HERE" }\n'
    )
    path = nowhere / "cards" / "billing" / "good.graphql"
    path.parent.mkdir(parents=True)
    path.write_text(card("name @text"), encoding="utf-8")
    return nowhere


async def _made(url: str, workspace: str, *people: CustomerUpsert) -> None:
    store = Store(url)
    await store.migrate()
    if people:
        await Directory(store).upsert(workspace, BY, customers=people)
    await store.close()


def made(*people: CustomerUpsert, file: str = "aggregator.db", workspace: str = "default") -> None:
    asyncio.run(_made(f"sqlite+aiosqlite:///./{file}", workspace, *people))


def test_it_is_told_from_when_it_is_there_until_somebody_is_in_it(
    command: Command, home: Path
) -> None:
    assert command("check").out == "1 card, no findings\n"
    made()
    for _ in range(2):
        done = command("check")
        assert (done.code, done.err) == (0, "")
        assert TOLD in " ".join(done.out.split())
    assert json.loads(command("check", "--format", "json").out)["emptyDirectory"] == ["billing"]
    made(CustomerUpsert("u1"))
    assert command("check").out == "1 card, no findings\n"
    assert "emptyDirectory" not in json.loads(command("check", "--format", "json").out)


def test_what_is_no_directory_or_of_another_kind_is_none_of_its_business(
    command: Command, home: Path
) -> None:
    database = home / "aggregator.db"
    for content in (b"", b"no database", b"SQLite format 3\0 and no more"):
        database.write_bytes(content)
        assert command("check").out == "1 card, no findings\n"
    database.unlink()
    with sqlite3.connect(database) as opened:
        opened.execute("CREATE TABLE other (id TEXT)")
    opened.close()
    assert command("check").out == "1 card, no findings\n"
    toml = home / "aggregator.toml"
    right = toml.read_text()
    for url in ("postgresql://nobody@127.0.0.1:1/none", "env:NO_SUCH_VARIABLE"):
        toml.write_text(f'database_url = "{url}"\n{right}')
        done = command("check")
        assert (done.code, done.out) == (0, "1 card, no findings\n")


def test_where_no_source_needs_anybody_nothing_is_told(command: Command, home: Path) -> None:
    made()
    (home / "aggregator.toml").write_text("")
    assert command("check").out == "1 card, no findings\n"


def test_each_workspace_is_looked_at_by_itself(command: Command, home: Path) -> None:
    toml = home / "aggregator.toml"
    toml.write_text(
        f'workspace_id = "acme"\n{toml.read_text()}'
        '[workspaces.beta.sources.ledger]\nconnector = "billing"\nurl = "http://127.0.0.1:1"\n'
        'credentials = { key = "env:NOT_HERE" }\n'
        "[workspaces.gamma]\n"
    )
    made()
    beta = (
        "Nobody is in the directory for the workspace beta: ledger cannot be asked about anybody, "
        "as only it can hold their ids there. Fix: /api/imports with a token of that workspace"
    )
    told = " ".join(command("check").out.split())
    assert TOLD in told
    assert beta in told
    assert json.loads(command("check", "--format", "json").out)["emptyDirectory"] == [
        "billing",
        "ledger",
    ]
    made(CustomerUpsert("u1"), workspace="acme")
    told = " ".join(command("check").out.split())
    assert TOLD not in told
    assert beta in told
    made(CustomerUpsert("u1"), workspace="beta")
    assert command("check").out == "1 card, no findings\n"
