"""The commands of docs/customers.md that decide of customers, played as they are written."""

import asyncio
import json
import re
import shlex
from pathlib import Path

import pytest

from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.values import UpsertRules
from aggregator.store import Store
from tests.support.command import Command
from tests.support.stores import sqlite_url

ROOT = Path(__file__).parents[3]
PAGE = (ROOT / "docs" / "customers.md").read_text(encoding="utf-8")
SECTION = PAGE[PAGE.index("## Merge, tell apart, erase") :]


@pytest.fixture
def people(nowhere: Path, command: Command) -> dict[str, str]:
    """Three customers, by the names of their mailboxes."""
    rows = "external_ref,email,display_name\nu1,ann@acme.com,Ann\n"
    rows += ",old@acme.com,Anna\nu3,son@acme.com,Son\n"
    (nowhere / "people.csv").write_text(rows, encoding="utf-8")
    assert command("customers", "import", "people.csv").code == 0
    found = command("customers", "find", "acme.com").out
    lines = re.findall(r"^(cust_\w+) .*?(\w+)@acme", found, re.MULTILINE)
    return {name: id_ for id_, name in lines}


def test_the_pages_commands_do_what_it_says(people: dict[str, str], command: Command) -> None:
    pattern = r"^```sh\n(aggregator customers merge.*?)^```$"
    [block] = re.findall(pattern, SECTION, re.DOTALL | re.MULTILINE)
    told: list[str] = []
    event = "0"
    for line in block.splitlines():
        text = line.partition("#")[0].partition(">")[0]
        text = text.replace("cust_01a2", people["old"]).replace("41=", f"{event}=")
        done = command(*shlex.split(text)[1:])
        assert done.code == 0, (line, done.err)
        told.append(done.out)
        if "--reason 'same person'" in line or '"same person"' in line:
            by_hand = f"{people['ann']} phone=+493012345678".split()
            assert command("customers", "link", *by_hand).code == 0
        if "unmerge" in line and "--dry-run" in line:
            event = re.findall(r"^  (\d+)  phone=", done.out, re.MULTILINE)[0]
    preview, merged, history, choices, apart, decided, one, everybody, erased = told
    assert f"{people['old']} would be {people['ann']}" in preview
    assert f"{people['old']} is {people['ann']}" in merged
    assert re.search(r"merge cust_\w+ cust_\w+  by cli:\w+: same person", history)
    assert "phone=+493012345678" in choices
    assert f"goes to {people['old']}" in apart
    assert "never the same" in decided
    whole = json.loads(one)
    assert whole["id"] == people["ann"]
    assert [each["kind"] for each in whole["events"]][:2] == ["upsert", "merge"]
    assert len(everybody.splitlines()) == 3
    assert "are gone" in erased
    assert command("customers", "show", "ann@acme.com").code == 1
    assert command("customers", "merge", people["old"], "--into", people["ann"]).code == 1
    assert "old@acme.com" in command("customers", "show", people["old"], "--as-of", "4").out
    assert command("customers", "erase", people["old"]).code == 2


def test_who_erases_somebody_is_told_of_the_import_that_may_bring_them_back(
    people: dict[str, str], command: Command, nowhere: Path
) -> None:
    async def begun() -> str:
        store = Store(sqlite_url(nowhere / "aggregator.db"))
        imports = Imports(store, "default")
        spec = await imports.look(nowhere / "people.csv", FileQuestions(), {}, UpsertRules())
        job = await imports.begin(spec, "test")
        await store.close()
        return job.id

    id_ = asyncio.run(begun())
    told = command("customers", "erase", people["old"], "--yes").out
    assert f"Still under way: {id_}. What it has not read yet may name them" in told
    assert command("customers", "cancel", id_).code == 0
    assert "under way" not in command("customers", "erase", people["ann"], "--yes").out
