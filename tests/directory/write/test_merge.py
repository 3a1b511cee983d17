"""Merging, telling apart, deciding, erasing: on both databases."""

import asyncio
from pathlib import Path

import pytest
from sqlalchemy import select

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import EventKind
from aggregator.directory.tables import decisions, events, links, notes, subjects
from aggregator.directory.values import CustomerUpsert, Provenance
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import CustomerNotFound, DirectoryConflict, InvalidRequest
from aggregator.store import Store
from tests.support.stores import sqlite_url
from tests.support.upserts import W, found, one

ME = Provenance("edit", "me", reason="they asked")
ASKED = UnmergeAnswers()


async def two(directory: Directory) -> tuple[str, str]:
    ann = await one(directory, CustomerUpsert("x1", email="ann@x.co", name="Ann"))
    old = await one(
        directory, CustomerUpsert(email="old@x.co", name="Anna", keys={"billing.customer": "c2"})
    )
    assert ann.id is not None
    assert old.id is not None
    return ann.id, old.id


async def shown(directory: Directory, id_: str) -> dict[str, str]:
    rows = await directory.links(W, "customer", id_)
    return {row.name: row.value for row in rows}


async def test_both_ids_and_all_values_lead_to_who_stays_and_back_again(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    preview = await directory.merge(W, ME, old, ann, preview=True)
    assert (preview.event, preview.kept_id, list(preview.follows)) == (None, ann, [old])
    assert preview.shown["display_name"] == "Ann"
    assert preview.shown["billing.customer"] == "c2"
    assert (await found(directory, email="old@x.co")).id == old
    done = await directory.merge(W, ME, old, ann)
    for ids in ({"customer_id": old}, {"email": "old@x.co"}, {"external_id": "x1"}):
        match = await found(directory, **ids)
        assert (match.id, match.name, match.keys) == (ann, "Ann", {"billing.customer": "c2"})
    assert (await directory.page(W, 10)).total == 1
    again = await directory.merge(W, ME, old, ann)
    assert (again.event, list(again.follows)) == (None, [])
    apart = await directory.unmerge(W, ME, old, ASKED)
    assert (apart.merge, apart.kept_id, apart.apart_id) == (done.event, ann, old)
    assert (await found(directory, customer_id=old)).name == "Anna"
    assert (await found(directory, customer_id=ann)).keys == {}
    with pytest.raises(DirectoryConflict):
        await directory.unmerge(W, ME, old, ASKED)


async def test_two_ids_in_one_source_are_not_merged_unless_it_is_forced(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    await one(directory, CustomerUpsert(id=ann, keys={"billing.customer": "c1"}))
    [conflict] = (await directory.merge(W, ME, old, ann, preview=True)).conflicts
    assert (conflict.name, conflict.kept, conflict.merged) == ("billing.customer", "c1", "c2")
    with pytest.raises(DirectoryConflict, match=r"billing\.customer"):
        await directory.merge(W, ME, old, ann)
    await directory.merge(W, ME, old, ann, force=True)
    assert (await found(directory, customer_id=old)).keys == {"billing.customer": "c1"}


async def test_never_the_same_is_remembered_until_it_is_decided_otherwise(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    never = Provenance("edit", "me", reason="father and son")
    assert await directory.decide(W, never, (ann, old), "different")
    assert not await directory.decide(W, never, (old, ann), "different")
    with pytest.raises(DirectoryConflict, match="father and son"):
        await directory.merge(W, ME, old, ann)
    assert await directory.decide(W, ME, (old, ann), "same")
    await directory.merge(W, ME, old, ann)
    with pytest.raises(DirectoryConflict):
        await directory.decide(W, ME, (old, ann), "different")
    await directory.unmerge(W, ME, old, UnmergeAnswers(never=True))
    with pytest.raises(DirectoryConflict, match="never the same"):
        await directory.merge(W, ME, old, ann)


async def test_what_was_said_since_goes_where_it_belongs_and_the_rest_is_a_choice(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    await directory.merge(W, ME, old, ann)
    await one(directory, CustomerUpsert(email="old@x.co", custom={"seat": "4"}))
    await one(directory, CustomerUpsert("x1", email="old@x.co", custom={"both": "1"}))
    [edited] = await directory.upsert(
        W, ME, customers=[CustomerUpsert(id=ann, phone="+493012345678")], kind=EventKind.LINK
    )
    assert edited.id == ann
    preview = await directory.unmerge(W, ME, old, ASKED, preview=True)
    assert preview.event is None
    both, by_hand = preview.choices
    assert (both.given_to, both.instead) == (ann, old)
    assert set(both.says) == {"custom.both=1", "email=old@x.co"}
    assert (by_hand.kind, by_hand.given_to, by_hand.instead) == ("link", ann, old)
    with pytest.raises(InvalidRequest):
        await directory.unmerge(W, ME, old, UnmergeAnswers(answers={1: ann}))
    with pytest.raises(InvalidRequest):
        await directory.unmerge(W, ME, old, UnmergeAnswers(answers={both.event: "cust_0"}))
    await directory.unmerge(W, ME, old, UnmergeAnswers(answers={by_hand.event: old}))
    of_ann, of_old = await shown(directory, ann), await shown(directory, old)
    assert of_ann["custom.both"] == "1"
    assert "phone" not in of_ann
    assert of_old["custom.seat"] == "4"
    assert of_old["phone"] == "+493012345678"


async def test_an_edit_that_names_three_can_be_given_to_whoever_is_told_apart(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    third = (await one(directory, CustomerUpsert(plain_id="p3", name="Third"))).id
    assert third is not None
    await directory.merge(W, ME, old, ann)
    await directory.merge(W, ME, third, ann)
    await one(directory, CustomerUpsert("x1", "p3", "old@x.co", custom={"all": "3"}))
    whole = await directory.whole(W, third)
    assert whole is not None
    said = whole.events[-1]
    assert (said.subject_id, list(said.named_too)) == (third, [ann, old])
    for apart, instead in ((old, old), (third, ann)):
        choice = (await directory.unmerge(W, ME, apart, ASKED, preview=True)).choices[-1]
        assert (choice.event, choice.given_to, choice.instead) == (said.seq, third, instead)
    await directory.unmerge(W, ME, old, UnmergeAnswers(answers={said.seq: old}))
    assert (await shown(directory, old))["custom.all"] == "3"
    assert "custom.all" not in await shown(directory, ann)
    last = (await directory.whole(W, old) or whole).events[-2]
    assert (last.seq, list(last.named_too)) == (said.seq, [ann, old])


async def test_an_edit_that_named_somebody_erased_since_is_a_choice_all_the_same(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    third = (await one(directory, CustomerUpsert(plain_id="p3", name="Third"))).id
    assert third is not None
    await directory.merge(W, ME, ann, old)
    await directory.merge(W, ME, old, third)
    await one(directory, CustomerUpsert("x1", "p3", "old@x.co", custom={"all": "3"}))
    await directory.unmerge(W, ME, ann, ASKED)
    await directory.erase(W, ME, ann)
    [choice] = (await directory.unmerge(W, ME, old, ASKED, preview=True)).choices
    assert (choice.given_to, choice.instead) == (third, old)


async def test_edits_given_to_the_other_one_are_not_in_each_others_way(
    directory: Directory,
) -> None:
    ann, old = await two(directory)
    await directory.merge(W, ME, old, ann)
    for said in (
        CustomerUpsert(id=ann, name="By hand"),
        CustomerUpsert("x1", email="old@x.co", name="Later"),
        CustomerUpsert(id=ann, name="Last"),
    ):
        await directory.upsert(W, ME, customers=[said], kind=EventKind.EDIT)
    first, second, _ = (await directory.unmerge(W, ME, old, ASKED, preview=True)).choices
    answers = {first.event: old, second.event: old}
    await directory.unmerge(W, ME, old, UnmergeAnswers(answers=answers))
    assert (await shown(directory, ann))["display_name"] == "Last"
    names = [
        (row.source, row.value)
        for row in await directory.links(W, "customer", old)
        if row.name == "display_name"
    ]
    assert sorted(names) == [("backend", "Anna"), ("edit", "Later")]


async def test_who_was_merged_is_seen_as_they_were_at_any_event(directory: Directory) -> None:
    ann, old = await two(directory)
    done = await directory.merge(W, ME, old, ann)
    assert done.event is not None
    await directory.unmerge(W, ME, old, ASKED)
    before = await directory.as_of(W, old, done.event - 1)
    then = await directory.as_of(W, old, done.event)
    after = await directory.as_of(W, old, done.event + 1)
    assert (before[0], then[0], after[0]) == (old, ann, old)
    assert [len(rows) for _, rows in (before, then, after)] == [3, 6, 3]
    whole = await directory.whole(W, old)
    assert whole is not None
    assert [(each.kind, each.reason) for each in whole.events] == [
        ("upsert", None),
        ("merge", "they asked"),
        ("unmerge", "they asked"),
    ]


@pytest.mark.parametrize("id_", ["", "\0", "cust_\0", "x" * 10_000, "cust_\U0001f600", "x1"])
async def test_an_id_that_nobody_can_have_is_nobodys(directory: Directory, id_: str) -> None:
    ann, _ = await two(directory)
    for doing in (
        directory.merge(W, ME, id_, ann),
        directory.merge(W, ME, ann, id_, preview=True),
        directory.unmerge(W, ME, id_, ASKED),
        directory.decide(W, ME, (ann, id_), "same"),
        directory.erase(W, ME, id_),
    ):
        with pytest.raises(CustomerNotFound):
            await doing
    assert await directory.whole(W, id_) is None
    assert (await directory.as_of(W, id_, 10**30))[1] == []
    assert await directory.unlink(W, ME, "customer", ann, ("a.\0", "\0")) == 0
    with pytest.raises(InvalidRequest):
        await directory.erase(W, Provenance("edit", "me", reason="\0"), ann)


async def test_merges_of_merges_are_each_taken_back_alone(directory: Directory) -> None:
    ann, old = await two(directory)
    third = (await one(directory, CustomerUpsert("x3", name="Third"))).id
    assert third is not None
    await directory.merge(W, ME, old, ann)
    await directory.merge(W, ME, ann, third, force=True)
    assert (await found(directory, customer_id=old)).id == third
    await directory.unmerge(W, ME, old, ASKED)
    assert (await found(directory, customer_id=old)).id == old
    assert (await found(directory, customer_id=ann)).id == third


async def test_nothing_of_who_was_erased_is_left_and_who_comes_later_is_new(
    directory: Directory, store: Store
) -> None:
    ann, old = await two(directory)
    await directory.merge(W, ME, old, ann)
    await directory.decide(
        W, ME, (ann, (await one(directory, CustomerUpsert("x9"))).id or ""), "different"
    )
    async with store.write() as connection:
        await connection.execute(
            notes.insert().values(
                workspace_id=W, id="note_1", subject="customer", subject_id=ann, record_id=old,
                body="about ann@x.co", actor="me", added_by=1,
                valid_from=(await directory.links(W, "customer", ann))[0].valid_from,
            )
        )  # fmt: skip
    done = await directory.erase(W, ME, old)
    assert (set(done.ids), done.values, done.notes) == ({ann, old}, 6, 1)
    assert {"ann@x.co", "old@x.co", "x1"} <= set(done.known_by)
    async with store.read() as connection:
        left = [
            repr(row)
            for table in (subjects, links, notes, decisions, events)
            for row in await connection.execute(select(table))
        ]
    assert not [row for row in left if "@x.co" in row or "Ann" in row]
    for id_ in (ann, old):
        assert await directory.resolve(W, [CustomerIds(customer_id=id_)]) == {}
        with pytest.raises(CustomerNotFound):
            await directory.unmerge(W, ME, id_, ASKED)
        with pytest.raises(CustomerNotFound):
            await directory.erase(W, ME, id_)
    again = await one(directory, CustomerUpsert("x1", email="ann@x.co"))
    assert again.id not in (None, ann, old)


def test_the_file_of_a_database_holds_no_byte_of_who_was_erased(
    migrated_sqlite: Path, tmp_path: Path
) -> None:
    file = tmp_path / "store.db"
    file.write_bytes(migrated_sqlite.read_bytes())
    asyncio.run(_erased_in(file))
    for kept in tmp_path.iterdir():
        assert b"unmistakable" not in kept.read_bytes(), kept.name


async def _erased_in(file: Path) -> None:
    store = Store(sqlite_url(file))
    try:
        directory = Directory(store)
        people = [CustomerUpsert(f"x{n}", email=f"p{n}@x.co", name=f"P{n}") for n in range(200)]
        await directory.upsert(W, ME, customers=people)
        ann = await one(directory, CustomerUpsert("x-ann", email="unmistakable@x.co"))
        assert ann.id is not None
        await one(directory, CustomerUpsert("x-ann", email="unmistakable2@x.co"))
        await directory.erase(W, ME, ann.id)
    finally:
        await store.close()


async def test_upserts_merges_and_erases_of_one_person_at_once_leave_one_consistent_state(
    database_url: str, directory: Directory, store: Store
) -> None:
    ann, old = await two(directory)
    second = Store(database_url)
    try:
        others = [directory, Directory(second)]
        said = CustomerUpsert("x1", email="ann@x.co", custom={"n": "1"})
        work = [
            call
            for n in range(4)
            for call in (
                one(others[n % 2], said),
                others[n % 2].merge(W, ME, old, ann, force=True),
                others[n % 2].unmerge(W, ME, old, ASKED),
                others[(n + 1) % 2].erase(W, ME, ann),
            )
        ]
        done = await asyncio.gather(*work, return_exceptions=True)
    finally:
        await second.close()
    wrong = [
        each
        for each in done
        if isinstance(each, Exception)
        and not isinstance(each, CustomerNotFound | DirectoryConflict)
    ]
    assert wrong == []
    async with store.read() as connection:
        there = {row.id: row.merged_into for row in await connection.execute(select(subjects))}
        said_of = [
            tuple(row)
            for row in await connection.execute(
                select(links.c.subject_id, links.c.record_id).where(links.c.valid_to.is_(None))
            )
        ]
        seqs = [row.seq for row in await connection.execute(select(events.c.seq).order_by("seq"))]
    assert all((there[record] or record) == subject for subject, record in said_of)
    assert seqs == list(range(1, len(seqs) + 1))
    meant = await directory.resolve(W, [CustomerIds(external_id="x1")])
    assert len(meant) <= 1
