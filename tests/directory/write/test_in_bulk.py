"""Rows decided together come to what they would one after the other."""

import itertools
from collections.abc import AsyncIterator, Sequence
from dataclasses import replace
from datetime import UTC, datetime
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import select

from aggregator.directory.codes import Code
from aggregator.directory.directory import Directory
from aggregator.directory.ids import TimeOrderedIds
from aggregator.directory.imports.mapping import MappedColumn
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.imports.rows import FileRow
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.read.named import named_by
from aggregator.directory.tables import events
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    Overwriting,
    Provenance,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.directory.write.in_bulk import decide_rows
from aggregator.directory.write.newcomers import Newcomers
from aggregator.directory.write.said import Said
from aggregator.directory.write.standing import asked_by_rows
from aggregator.directory.write.upsert import Decider, Writing, decide_upserts
from aggregator.store import Store
from tests.support.directory_export import exported
from tests.support.memory_store import MemoryStore
from tests.support.stores import BY

FIELDS = ("external_ref", "email", "display_name", "account_external_ref", "tags", "crm.contact")
VALUES = (
    ("", "u1", "u2", "u3", "u4", "null"),
    ("", "a@x.co", "A@x.co", "b@x.co", "support@x.co", "bad", "ß@x.co"),
    ("", "Ann", "Bob"),
    ("", "", "a1", "a2"),
    ("", "vip", "vip,new", "new,vip"),
    ("", "1", "2"),
)
ROWS = st.lists(st.tuples(*map(st.sampled_from, VALUES)), min_size=1, max_size=6)
RULES = st.builds(
    UpsertRules,
    overwriting=st.sampled_from(Overwriting),
    once=st.booleans(),
    shared_emails=st.booleans(),
    create_accounts=st.booleans(),
    create_allowed=st.sampled_from([frozenset[str](), frozenset({"tag"})]),
)
NOW = datetime(2026, 11, 30, tzinfo=UTC)
IMPORTED = Provenance("import", "test", import_id="imp_1")
workspaces = itertools.count()


def reader(rules: UpsertRules) -> RowReader:
    mapped = [MappedColumn(name, name, "said") for name in FIELDS]
    return RowReader("customer", mapped, replaces=rules.overwriting is Overwriting.REPLACE)


def file_rows(rows: Sequence[Sequence[str]]) -> list[FileRow]:
    return [FileRow(n, n, list(row)) for n, row in enumerate(rows, 1)]


async def written(
    store: Store, writing: Writing, rows: Sequence[Sequence[str]], *, together: bool
) -> list[Upserted]:
    said = reader(writing.rules).rows(file_rows(rows))
    async with store.write() as connection:
        if together:
            done, changes = await decide_rows(connection, writing, said, asked_by_rows(said))
        else:
            each = [said.said(n) for n in range(said.many)]
            done, changes = await decide_upserts(connection, writing, each)
        await changes.write(connection)
    return done


async def log(store: Store, workspace_id: str, names: dict[str, int]) -> list[tuple[Any, ...]]:
    columns = (events.c.seq, events.c.kind, events.c.subject, events.c.subject_id, events.c.ref)
    async with store.read() as connection:
        found = await connection.execute(
            select(*columns, events.c.source, events.c.actor)
            .where(events.c.workspace_id == workspace_id)
            .order_by(events.c.seq)
        )
        rows = found.all()
        too = await named_by(connection, workspace_id, [row.seq for row in rows])

    def name(id_: str) -> int:
        return names.setdefault(id_, len(names))

    return [
        (
            *(name(each) if each == row.subject_id else each for each in row),
            *map(name, too.get(row.seq, ())),
        )
        for row in rows
    ]


def told(done: Upserted, names: dict[str, int]) -> tuple[Any, ...]:
    ids = [names.setdefault(id_, len(names)) for id_ in (done.id, *done.candidates) if id_]
    return done.state, done.matched_by, done.code, done.field, ids


@pytest.fixture
async def memory() -> AsyncIterator[MemoryStore]:
    store = MemoryStore()
    await store.create()
    yield store
    await store.close()


@pytest.mark.real_time
@settings(
    max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(chunks=st.lists(ROWS, min_size=1, max_size=4), rules=RULES)
async def test_together_they_come_to_what_they_would_one_by_one(
    memory: MemoryStore, chunks: list[list[tuple[str, ...]]], rules: UpsertRules
) -> None:
    number = next(workspaces)
    outcomes, logs, says = [], [], []
    for together in (True, False):
        workspace_id, names = f"w{number}{together}", dict[str, int]()
        await Directory(memory).upsert(
            workspace_id,
            BY,
            accounts=[AccountUpsert("a1", "Acme")],
            customers=[CustomerUpsert("u1", email="a@x.co", name="Known")],
        )
        await Directory(memory).allow(workspace_id, "tag", ["vip"])
        done = []
        for _ in range(2):  # a file, and the same again
            writing = Writing(workspace_id, TimeOrderedIds(), NOW, IMPORTED, rules)
            for rows in chunks:
                decided = await written(memory, writing, rows, together=together)
                done += [told(each, names) for each in decided]
        outcomes.append(done)
        logs.append(await log(memory, workspace_id, names))
        says.append(await exported(memory, workspace_id))
    assert outcomes[0] == outcomes[1]
    assert logs[0] == logs[1]
    assert says[0] == says[1]


async def test_who_touches_nobody_is_not_looked_at_alone(store: Store) -> None:
    await Directory(store).upsert("default", BY, customers=[CustomerUpsert("u1")])
    writing = Writing("default", TimeOrderedIds(), NOW, IMPORTED, UpsertRules(once=True))
    rows = [
        ["u1", "one@x.co", "", "", "", ""],  # known by its id
        ["u2", "two@x.co", "Two", "", "", "2"],
        ["u3", "same@x.co", "", "", "", ""],  # two of one mailbox
        ["u4", "Same@x.co", "", "", "", ""],
        ["", "", "Nobody", "", "", ""],
        ["", "", "", "", "", "6"],
    ]
    said = reader(writing.rules).rows(file_rows(rows))
    async with store.write() as connection:
        done, changes = await decide_rows(connection, writing, said, asked_by_rows(said))
        [new] = changes.newcomers
        assert isinstance(new, Newcomers)
        assert list(new.ids) == [done[1].id, done[5].id]
        await changes.write(connection)
        assert changes.newcomers == []
    states = [each.state for each in done]
    assert states == [
        UpsertState.UPDATED,
        UpsertState.CREATED,
        UpsertState.CREATED,
        UpsertState.CONFLICT,
        UpsertState.REFUSED,
        UpsertState.CREATED,
    ]
    links = await Directory(store).links("default", "customer", str(done[1].id))
    assert {(each.name, each.value, each.import_id) for each in links} == {
        ("external_id", "u2", "imp_1"),
        ("email", "two@x.co", "imp_1"),
        ("crm.contact", "2", "imp_1"),
        ("display_name", "Two", "imp_1"),
    }


async def test_what_is_only_claimed_is_looked_at_alone(store: Store) -> None:
    claim = replace(IMPORTED, trust=LinkTrust.CLAIMED)
    rows = [["u1", "one@x.co", "One", "", "", ""], ["u2", "two@x.co", "", "", "", "2"]]
    for n, together in enumerate((True, False)):
        writing = Writing(f"w{n}", TimeOrderedIds(), NOW, claim, UpsertRules())
        done = await written(store, writing, rows, together=together)
        assert [(each.state, each.code, each.field) for each in done] == [
            (UpsertState.CREATED, None, None),
            (UpsertState.REFUSED, Code.CLAIMS_TOO_MUCH, "contact"),
        ]


async def test_a_wide_file_takes_as_many_values_of_each(store: Store) -> None:
    names = ["external_ref", *(f"custom.c{n}" for n in range(190))]
    rows = RowReader("customer", [MappedColumn(name, name, "said") for name in names])
    writing = Writing("default", TimeOrderedIds(), NOW, IMPORTED, UpsertRules())
    cells = [[f"u{row}", *(f"{row}-{n}" for n in range(190))] for row in range(40)]
    async with store.write() as connection:
        said = rows.rows(file_rows(cells))
        done, changes = await decide_rows(connection, writing, said, asked_by_rows(said))
        await changes.write(connection)
    for row in (0, 39):
        links = await Directory(store).links("default", "customer", str(done[row].id))
        assert len(links) == 191
        assert {each.value for each in links if each.name == "custom.c189"} == {f"{row}-189"}


async def test_who_is_as_before_is_not_decided_anew(
    store: Store, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = [[f"u{n}", f"p{n}@x.co", f"Name {n}", "", "", str(n)] for n in range(10, 14)]
    rules = UpsertRules(once=True)
    await written(
        store, Writing("default", TimeOrderedIds(), NOW, IMPORTED, rules), rows, together=True
    )
    rows[3][2] = "Renamed"
    decided: list[Said] = []
    decide = Decider.decide

    def counted(self: Decider, said: Said) -> Upserted:
        decided.append(said)
        return decide(self, said)

    monkeypatch.setattr(Decider, "decide", counted)
    again = Writing("default", TimeOrderedIds(), NOW, IMPORTED, rules)
    done = await written(store, again, rows, together=True)
    assert [each.state for each in done] == [UpsertState.UNCHANGED] * 3 + [UpsertState.UPDATED]
    assert [each.matched_by for each in done] == ["external_id"] * 4
    assert [said.values[0].norm for said in decided] == ["u13"]
    assert again.seen == {each.id for each in done}
