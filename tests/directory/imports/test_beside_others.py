"""Imports, and their undoing, while others write: merge, tell apart, erase, edit, upsert."""

import asyncio
import random
from collections.abc import Awaitable, Callable, Mapping, Sequence
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.imports.undo import Undoing
from aggregator.directory.tables import events, links, subjects
from aggregator.directory.values import (
    CustomerUpsert,
    Provenance,
    Upserted,
    UpsertRules,
    UpsertState,
)
from aggregator.directory.write.changes import Changes
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import AggregatorError, DirectoryConflict
from aggregator.jobs.jobs import Job, JobState
from aggregator.store import Store
from tests.support.directory_export import exported
from tests.support.upserts import W, found, one

HAND = Provenance(source="edit", actor="ann")
HEADER = "external_ref,email,display_name,billing.customer\n"

Meanwhile = Callable[[int], Awaitable[None]]
"""What happens after the chunk of this number, counted from 0."""


def line(n: int, name: str = "Said") -> str:
    return f"u{n},p{n}@x.co,{name} {n},cus_{n}\n"


def write(file: Path, text: str) -> None:
    file.write_text(HEADER + text)


async def imported(imports: Imports, file: Path, text: str, meanwhile: Meanwhile) -> Job:
    write(file, text)
    spec = await imports.look(file, FileQuestions(), {}, UpsertRules())
    chunks = 0

    async def on_rows(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
        nonlocal chunks
        await meanwhile(chunks)
        chunks += 1

    return await imports.run((await imports.begin(spec, "test")).id, on_rows)


async def nothing(_: int) -> None:
    """Nobody else writes."""


async def names(directory: Directory, id_: str) -> set[str]:
    rows = await directory.links(W, "customer", id_)
    return {row.value for row in rows if row.name == "display_name"}


async def check_sound(store: Store) -> None:
    """No value lives twice, no link is nobody's, all lie with whom their record means now."""
    valid = links.c.valid_to.is_(None)
    value = (links.c.subject, links.c.system, links.c.kind, links.c.value_norm)
    said = (*value, links.c.record_id, links.c.source, links.c.value_raw)
    async with store.read() as connection:
        for twice in (
            select(*value).where(valid, links.c.exclusive).group_by(*value),
            select(*said).where(valid).group_by(*said),
        ):
            assert (await connection.execute(twice.having(func.count() > 1))).all() == []
        means = {
            row.id: row.merged_into or row.id
            for row in await connection.execute(select(subjects.c.id, subjects.c.merged_into))
        }
        rows = await connection.execute(
            select(links.c.record_id, links.c.subject_id).where(
                valid, links.c.subject == "customer"
            )
        )
        assert {row.subject_id for row in rows if means[row.record_id] != row.subject_id} == set()
        seqs = list((await connection.execute(select(events.c.seq).order_by("seq"))).scalars())
    assert seqs == list(range(1, len(seqs) + 1))


async def test_who_was_erased_is_not_brought_back_by_the_rest_of_it_or_by_its_undoing(
    imports: Imports, directory: Directory, store: Store, file: Path
) -> None:
    await one(directory, CustomerUpsert("u1", email="old@x.co", name="Before"))

    async def erases(chunk: int) -> None:
        if chunk == 0:
            await directory.erase(W, HAND, (await found(directory, external_id="u1")).id)
            done = await directory.erase(W, HAND, (await found(directory, external_id="u2")).id)
            told.extend(done.under_way)

    told: list[str] = []
    job = await imported(imports, file, "".join(map(line, range(12))), erases)
    assert (job.counts["created"], job.counts["failed"]) == (11, 0)
    assert told == [job.id]
    left = await directory.erase(W, HAND, (await found(directory, external_id="u3")).id)
    assert left.under_way == []
    asked = [CustomerIds(external_id="u1"), CustomerIds(email="p2@x.co")]
    assert await directory.resolve(W, asked) == {}
    await imports.undo(job.id, "test")
    assert await directory.resolve(W, asked) == {}
    assert await exported(store) == ""


async def test_a_merge_is_not_undone_by_a_later_chunk_and_telling_apart_is_neither(
    directory: Directory, store: Store, file: Path
) -> None:
    """Nor do two rows of one person say two things because somebody merged them in between."""
    outside = await one(directory, CustomerUpsert("outside", name="Not in the file"))
    ids: list[str] = []

    async def decides(chunk: int) -> None:
        if chunk == 0:
            ids.extend([(await found(directory, external_id=f"u{n}")).id for n in range(4)])
            await directory.merge(W, HAND, ids[0], str(outside.id), force=True)
            await directory.merge(W, HAND, ids[2], ids[3], force=True)
        elif chunk == 1:
            await directory.unmerge(W, HAND, ids[2], UnmergeAnswers())

    otherwise = "u0,,,cus_other\nu2,,,cus_other\n"
    text = "".join(map(line, range(5))) + otherwise + "".join(map(line, [0, 2, 3, *range(5, 20)]))
    imports = Imports(store, W, chunk=5)
    job = await imported(imports, file, text, decides)
    assert [each.number async for each in imports.outcomes(job) if each.failed] == [6, 7]
    now = [(await found(directory, external_id=f"u{n}")).id for n in range(4)]
    assert now == [outside.id, *ids[1:]]
    await check_sound(store)


@pytest.mark.parametrize("word", ["u1", "p1@x.co"])
async def test_what_a_person_says_between_two_turns_of_an_undo_stays(
    imports: Imports, directory: Directory, store: Store, file: Path, word: str
) -> None:
    """It finds whom it means, as far as the import is still there, or brings somebody new."""
    job = await imported(imports, file, "".join(map(line, range(12))), nothing)
    undoing, turns, done = Undoing(job.id), 0, False
    by = Provenance(source="import", actor="test", import_id=job.id)
    said = CustomerUpsert(
        external_id=word if "@" not in word else None,
        email=word if "@" in word else None,
        name="By hand",
    )
    while not done:
        async with directory.writing(W) as connection:
            seq = await connection.scalar(select(func.max(events.c.seq)))
            changes = Changes(W, directory._ids, directory._now(), by, seq or 0)
            done = await undoing.turn(connection, changes, 5)
        if turns == 0:
            assert (await one(directory, said, HAND)).code is None
        turns += 1
    assert turns > 3
    ids = {"email": word} if "@" in word else {"external_id": word}
    assert (await found(directory, **ids)).name == "By hand"
    assert (await directory.page(W, 5)).total == 1
    await check_sound(store)


async def test_an_undo_that_ended_half_way_is_done_again_and_takes_back_the_rest(
    imports: Imports,
    directory: Directory,
    store: Store,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    await one(directory, CustomerUpsert("u3", email="p3@x.co"), Provenance("import", "test"))
    await one(directory, CustomerUpsert("u3", name="Old"), Provenance("import", "test"))
    before = await exported(store)
    job = await imported(imports, file, "".join(map(line, range(12))), nothing)
    whole, left = Undoing.turn, 2

    async def dies(self: Undoing, *given: Any) -> bool:
        nonlocal left
        left -= 1
        if left < 0:
            raise ConnectionAbortedError
        return await whole(self, *given)

    for turns in (2, 1, 3):
        left = turns
        monkeypatch.setattr(Undoing, "turn", dies)
        with pytest.raises(ConnectionAbortedError):
            await imports.undo(job.id, "test")
        assert (await imports.job(job.id)).state is JobState.DONE
    monkeypatch.undo()
    await imports.undo(job.id, "test")
    assert await exported(store) == before
    assert (await imports.job(job.id)).state is JobState.UNDONE


async def test_whoever_writes_while_a_chunk_is_written_finds_what_it_wrote(
    imports: Imports,
    directory: Directory,
    store: Store,
    file: Path,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    """They wait for it; nobody is made twice, and nobody waits for ever."""
    known = await one(directory, CustomerUpsert("u0", email="p0@x.co", name="Known"))
    other = await one(directory, CustomerUpsert("other", email="other@x.co"))
    whole, tasks = Changes.write, list[asyncio.Task[object]]()

    async def meets(self: Changes, connection: AsyncConnection) -> None:
        if self.newcomers and not tasks:
            said = CustomerUpsert("u1", email="p1@x.co", name="By hand")
            for each in (
                one(directory, said, HAND),
                directory.merge(W, HAND, str(known.id), str(other.id), force=True),
                one(directory, CustomerUpsert("u2", email="p2@x.co", name="By hand"), HAND),
                directory.erase(W, HAND, str(other.id)),
                imports.cancel(job_id[0]),
            ):
                tasks.append(asyncio.ensure_future(each))
                await asyncio.sleep(0)
        await whole(self, connection)

    monkeypatch.setattr(Changes, "write", meets)
    write(file, "".join(map(line, range(12))))
    spec = await imports.look(file, FileQuestions(), {}, UpsertRules())
    job_id = [(await imports.begin(spec, "test")).id]
    job = await imports.run(job_id[0], lambda *_: None)
    upserted, merged, again, erased, _ = await asyncio.gather(*tasks, return_exceptions=True)
    for each in (upserted, again):
        assert isinstance(each, Upserted), each
        assert each.state is UpsertState.UPDATED
    for each in (merged, erased):
        assert not isinstance(each, BaseException) or isinstance(each, AggregatorError), each
    assert job.state is JobState.CANCELLED
    for n in (1, 2):
        assert "By hand" in await names(directory, (await found(directory, email=f"p{n}@x.co")).id)
    await check_sound(store)


@pytest.mark.parametrize("seed", range(6))
async def test_after_whatever_others_did_meanwhile_every_value_is_somebodys_once(
    imports: Imports, directory: Directory, store: Store, file: Path, seed: int
) -> None:
    others = _Others(directory, random.Random(seed))  # noqa: S311 repeatable
    text = "".join(line(others.chance.randrange(20)) for _ in range(40))
    job = await imported(imports, file, text, others.write)
    assert job.counts["failed"] == 0
    await check_sound(store)
    await imports.undo(job.id, "test")
    await check_sound(store)
    assert others.words
    for ref, word in others.words.items():
        assert word in await names(directory, (await found(directory, external_id=ref)).id)
    assert "Said" not in await exported(store)


class _Others:
    """Who writes at random meanwhile. `words`: what they said of whom, and was not erased."""

    def __init__(self, directory: Directory, chance: random.Random) -> None:
        self.chance = chance
        self.words: dict[str, str] = {}
        self._directory = directory
        self._merged: list[str] = []

    async def write(self, _: int) -> None:
        for _ in range(4):
            does = self.chance.choice([self._upsert, self._merge, self._unmerge, self._erase])
            try:
                await does()
            except DirectoryConflict:
                continue

    async def _somebody(self) -> str | None:
        asked = CustomerIds(external_id=f"u{self.chance.randrange(20)}")
        match = (await self._directory.resolve(W, [asked])).get(asked)
        return getattr(match, "id", None)

    async def _upsert(self) -> None:
        n, word = self.chance.randrange(20), f"By hand {self.chance.random()}"
        await one(self._directory, CustomerUpsert(f"u{n}", f"plain{n}", name=word), HAND)
        self.words[f"u{n}"] = word

    async def _merge(self) -> None:
        a, b = await self._somebody(), await self._somebody()
        if a and b and a != b:
            await self._directory.merge(W, HAND, a, b, force=True)
            self._merged.append(a)

    async def _unmerge(self) -> None:
        if self._merged:
            id_ = self._merged.pop()
            if await self._directory.whole(W, id_) is not None:
                await self._directory.unmerge(W, HAND, id_, UnmergeAnswers())

    async def _erase(self) -> None:
        who = await self._somebody()
        if who:
            gone = await names(self._directory, who)
            await self._directory.erase(W, HAND, who)
            self.words = {ref: word for ref, word in self.words.items() if word not in gone}
