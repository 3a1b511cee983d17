"""A file is imported once, whatever happens meanwhile; it can be tried before and undone after."""

import asyncio
import random
from collections.abc import Mapping, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.imports.imports import FileQuestions, Imports
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.imports.results import write_results
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    Overwriting,
    Provenance,
    UpsertRules,
    UpsertState,
)
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import InvalidRequest
from aggregator.jobs.jobs import Job, JobState, claim, new_owner
from aggregator.store import Store
from tests.support.directory_export import exported
from tests.support.statements import statements
from tests.support.stores import BY

W = "default"
RULES = UpsertRules()
CLAIM = Provenance(source="plain", actor="plain", trust=LinkTrust.CLAIMED)
HEADER = "external_ref,email,display_name,account_external_ref,billing.customer,crm.contact\n"


def rows(many: int, word: str = "Name", account: str = "a") -> str:
    return HEADER + "".join(
        f"u{n},p{n}@x.co,{word} {n},{account and f'{account}{n % 3}'},cus_{n},{1000 + n}\n"
        for n in range(many)
    )


def write(file: Path, text: str) -> None:
    file.write_text(text)


def nothing(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
    """Whoever imports is not asked how it goes."""


async def some_directory(directory: Directory) -> None:
    """Accounts, somebody whom the file changes, and somebody whom it does not."""
    await directory.upsert(
        W,
        BY,
        accounts=[AccountUpsert(f"a{n}", f"Account {n}") for n in range(3)],
        customers=[CustomerUpsert("other", None, "other@x.co", "Other")],
    )
    earlier = Provenance(source="import", actor="test", import_id="imp_before")
    said = CustomerUpsert("u3", None, "old@x.co", "Old name", keys={"billing.customer": "old"})
    await directory.upsert(W, earlier, customers=[said, CustomerUpsert(email="p7@x.co")])


async def imported(
    imports: Imports, file: Path, rules: UpsertRules = RULES, said: Mapping[str, str] | None = None
) -> Job:
    spec = await imports.look(file, FileQuestions(), said or {}, rules)
    return await imports.run((await imports.begin(spec, "test")).id, nothing)


@pytest.fixture
def directory(store: Store) -> Directory:
    return Directory(store)


async def test_the_second_time_nothing_changes_and_undone_all_is_as_before(
    imports: Imports, directory: Directory, store: Store, file: Path
) -> None:
    await some_directory(directory)
    before = await exported(store)
    write(file, rows(23))
    first = await imported(imports, file)
    assert first.state is JobState.DONE
    assert dict(first.counts) == {"created": 21, "updated": 2, "unchanged": 0, "failed": 0}
    after = await exported(store)
    with statements(store) as seen:
        second = await imported(imports, file)
    assert dict(second.counts) == {"created": 0, "updated": 0, "unchanged": 23, "failed": 0}
    assert not any("INTO links" in sql or "UPDATE links" in sql for sql, _ in seen)
    assert await exported(store) == after != before
    undone = await imports.undo(first.id, "test")
    assert await exported(store) == before
    assert undone == {"ended": 136, "restored": 3, "removed": 21, "kept": 0}


async def test_undone_the_claims_that_it_ended_are_there_again(
    imports: Imports, directory: Directory, store: Store, file: Path
) -> None:
    """One that it took the id of for somebody else, and one that it made the company's own word."""
    await directory.upsert(W, BY, customers=[CustomerUpsert("backend", None, "p1@x.co", "Known")])
    claims = [
        CustomerUpsert("u1", email="claims@x.co", name="Says one"),
        CustomerUpsert("u2", email="p2@x.co", name="Says two"),
    ]
    await directory.upsert(W, CLAIM, customers=claims)
    before = await exported(store)
    assert before.count('"claimed"') == 6
    text = HEADER + "u1,p1@x.co,One,,cus_1,1\nu2,p2@x.co,Two,,cus_2,2\nu3,p3@x.co,Three,,cus_3,3\n"
    write(file, text)
    job = await imported(imports, file, UpsertRules(shared_emails=True))
    assert job.counts["failed"] == 0
    assert '"claimed"' not in await exported(store)
    await imports.undo(job.id, "test")
    assert await exported(store) == before


async def test_undone_what_of_it_was_given_to_another_one_goes_too(
    imports: Imports, directory: Directory, store: Store, file: Path
) -> None:
    """Its row named both of two who were merged; told apart, what it said went to the other."""
    done = await directory.upsert(
        W, BY, customers=[CustomerUpsert("one", "p_one"), CustomerUpsert("two", "p_two")]
    )
    one, two = (str(each.id) for each in done)
    before = await exported(store)
    await directory.merge(W, BY, two, one, force=True)
    write(file, "external_ref,plain_id,display_name\none,p_two,Said of both\n")
    job = await imported(imports, file)
    assert job.counts["updated"] == 1
    [choice] = (await directory.unmerge(W, BY, two, UnmergeAnswers(), preview=True)).choices
    assert choice.instead == one
    await directory.unmerge(W, BY, two, UnmergeAnswers(answers={choice.event: one}))
    assert "Said of both" in [link.value for link in await directory.links(W, "customer", one)]
    await imports.undo(job.id, "test")
    assert await exported(store) == before


async def test_what_was_changed_since_survives_an_undo_with_the_ids_that_named_it(
    imports: Imports, directory: Directory, file: Path
) -> None:
    await some_directory(directory)
    write(file, rows(6))
    job = await imported(imports, file)
    hand = Provenance(source="edit", actor="ann")
    await directory.upsert(W, hand, customers=[CustomerUpsert("u1", name="By hand")])
    undone = await imports.undo(job.id, "test")
    assert (undone["removed"], undone["kept"]) == (4, 4)
    asked = CustomerIds(external_id="u1")
    [match] = (await directory.resolve(W, [asked])).values()
    assert (getattr(match, "name", None), getattr(match, "email", None)) == ("By hand", "p1@x.co")


async def test_killed_at_any_row_and_gone_on_with_it_is_as_if_never_killed(
    store: Store, directory: Directory, file: Path
) -> None:
    write(file, rows(23, account=""))
    chance = random.Random(3)  # noqa: S311 repeatable
    imports = Imports(store, W, chunk=3)
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    job = await imports.begin(spec, "test")
    deaths = 0
    while (await imports.job(job.id)).state is JobState.RUNNING:
        left = chance.randrange(1, 4)

        def dies(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
            nonlocal left
            left -= 1
            if not left:
                raise ConnectionAbortedError

        try:
            await Imports(store, W, chunk=3).run(job.id, dies)
        except ConnectionAbortedError:
            deaths += 1
    done = await imports.job(job.id)
    assert deaths >= 3
    assert dict(done.counts) == {"created": 23, "updated": 0, "unchanged": 0, "failed": 0}
    assert (await directory.page(W, 0)).total == 23
    assert [each.number async for each in imports.outcomes(done)] == list(range(1, 24))


async def test_each_chunk_takes_the_same_few_statements(
    store: Store, directory: Directory, file: Path
) -> None:
    await some_directory(directory)
    counts = []
    for many, word in ((50, "A"), (100, "B")):
        write(file, rows(many, word).replace("\nu", f"\n{word}u").replace(",p", f",{word}p"))
        for _ in range(2):
            imports = Imports(store, W, chunk=many)
            spec = await imports.look(file, FileQuestions(), {}, UpsertRules())
            job = await imports.begin(spec, "test")
            with statements(store) as seen:
                await imports.run(job.id, nothing)
            counts.append(len([sql for sql, _ in seen if "advisory" not in sql]))
    assert counts[0] == counts[2]
    assert counts[1] == counts[3]
    assert counts[0] <= 16


async def test_a_try_says_exactly_what_a_run_does_and_changes_nothing(
    imports: Imports, directory: Directory, store: Store, file: Path
) -> None:
    await some_directory(directory)
    write(file, f"{rows(12)}u1,p1@x.co,Twice,,,\nu90,p2@x.co,Taken,,,\n,p3@x.co,,,cus_3,\n")
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    before = await exported(store)
    tried: list[RowOutcome] = []
    counts = await imports.attempt(spec, "test", lambda said, _: tried.extend(said))
    assert await exported(store) == before
    job = await imported(imports, file)
    done = [each async for each in imports.outcomes(job)]
    assert [(each.number, each.done.state, each.done.code) for each in tried] == [
        (each.number, each.done.state, each.done.code) for each in done
    ]
    assert counts == dict(job.counts)
    assert [(each.number, str(each.done.code)) for each in done if each.failed] == [
        (13, "duplicate_in_file"),
        (14, "email_taken"),
    ]


async def test_nobody_works_at_an_import_that_somebody_is_at_until_they_are_gone(
    store: Store, file: Path
) -> None:
    now = datetime(2026, 11, 30, tzinfo=UTC)
    write(file, rows(3, account=""))
    imports = Imports(store, W, now=lambda: now)
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    job = await imports.begin(spec, "test")
    async with store.write() as connection:
        other = "another-machine:1:x"
        assert await claim(connection, job, other, now)
    with pytest.raises(InvalidRequest, match="Another process is at the import"):
        await imports.run(job.id, nothing)
    now += timedelta(seconds=31)
    assert (await imports.run(job.id, nothing)).state is JobState.DONE
    with pytest.raises(InvalidRequest, match="is done: there is nothing"):
        await imports.run(job.id, nothing)
    assert new_owner() != new_owner()


async def test_who_was_slow_and_lost_the_import_writes_nothing_more(
    store: Store, directory: Directory, file: Path
) -> None:
    write(file, rows(9, account=""))
    now = datetime(2026, 11, 30, tzinfo=UTC)
    imports = Imports(store, W, now=lambda: now, chunk=3)
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    job = await imports.begin(spec, "test")
    later = Imports(store, W, now=lambda: now + timedelta(minutes=5), chunk=3)
    taken: list[Job] = []

    async def meanwhile(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
        if not taken:
            taken.append(await later.run(job.id, nothing))

    done = await imports.run(job.id, meanwhile)
    assert taken[0].state is done.state is JobState.DONE
    assert dict(done.counts) == {"created": 9, "updated": 0, "unchanged": 0, "failed": 0}
    assert (await directory.page(W, 0)).total == 9


async def test_an_import_can_be_cancelled_its_rest_is_told_and_it_can_be_undone(
    imports: Imports, store: Store, file: Path, tmp_path: Path
) -> None:
    write(file, rows(23, account=""))
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    job = await imports.begin(spec, "test")

    async def cancels(_: Sequence[RowOutcome], counts: Mapping[str, int]) -> None:
        if sum(counts.values()) == 10:
            await imports.cancel(job.id)

    done = await imports.run(job.id, cancels)
    assert (done.state, done.counts["created"]) == (JobState.CANCELLED, 10)
    files = await write_results(spec, imports.outcomes(done), tmp_path)
    assert {name: file.rows for name, file in files.items()} == {"ok": 10, "not-processed": 13}
    assert files["not-processed"].path.read_text().splitlines()[1].startswith("u10,")
    await imports.undo(job.id, "test")
    assert await exported(store) == ""
    with pytest.raises(InvalidRequest, match="is undone"):
        await imports.undo(job.id, "test")
    with pytest.raises(InvalidRequest, match="is undone"):
        await imports.cancel(job.id)


async def test_another_file_of_the_same_name_is_not_gone_on_with(
    imports: Imports, file: Path
) -> None:
    write(file, rows(3))
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    job = await imports.begin(spec, "test")
    write(file, rows(4))
    with pytest.raises(InvalidRequest, match="is not what it was"):
        await imports.run(job.id, nothing)
    write(file, "")
    with pytest.raises(InvalidRequest, match="is not what it was"):
        await imports.run(job.id, nothing)


async def test_failed_rows_can_be_corrected_and_imported_as_they_are(
    imports: Imports, directory: Directory, file: Path, tmp_path: Path
) -> None:
    write(
        file,
        "external_ref,email,display_name,phone\n"
        "u1,nonsense,=SUM(A1),+49 30 123456\n"
        'u2,b@x.co,"B ""x"", y",\n'
        "u3,c@x.co\n",
    )
    job = await imported(imports, file)
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    files = await write_results(spec, imports.outcomes(job), tmp_path)
    failed = files["failed"].path
    lines = failed.read_text().splitlines()
    assert lines[0] == "external_ref,email,display_name,phone,row,column,code,message,hint"
    assert lines[1].startswith("u1,nonsense,'=SUM(A1),'+49 30 123456,1,email,bad_email,")
    assert lines[2].startswith("u3,c@x.co,,,3,,ragged_row,")
    write(failed, failed.read_text().replace("nonsense", "a@x.co"))
    again = await imported(imports, failed)
    assert dict(again.counts) == {"created": 2, "updated": 0, "unchanged": 0, "failed": 0}
    [match] = (await directory.resolve(W, [CustomerIds(external_id="u1")])).values()
    assert getattr(match, "name", None) == "=SUM(A1)"
    assert failed.stat().st_mode & 0o077 == 0


async def test_empty_cells_end_what_the_file_said_only_where_it_replaces(
    imports: Imports, directory: Directory, file: Path
) -> None:
    async def name(rules: UpsertRules, cell: str) -> str | None:
        write(file, f"external_ref,display_name\nu1,{cell}\n")
        await imported(imports, file, rules)
        [match] = (await directory.resolve(W, [CustomerIds(external_id="u1")])).values()
        return getattr(match, "name", None)

    replace = UpsertRules(overwriting=Overwriting.REPLACE)
    ignore = UpsertRules(overwriting=Overwriting.IGNORE)
    assert await name(RULES, "Ann") == "Ann"
    assert await name(ignore, "Bea") == "Ann"
    assert await name(RULES, "") == "Ann"
    assert await name(replace, "") is None
    assert await name(RULES, "Cy") == "Cy"


async def test_accounts_are_imported_too_and_customers_find_them(
    imports: Imports, directory: Directory, file: Path
) -> None:
    write(file, "external_ref,name,domains,tags\na1,Acme,acme.com,vip\n")
    questions = FileQuestions("account")
    spec = await imports.look(file, questions, {}, UpsertRules(create_allowed=frozenset({"tag"})))
    accounts = await imports.run((await imports.begin(spec, "test")).id, nothing)
    assert accounts.counts["created"] == 1
    write(file, "external_ref,account_external_ref\nu1,a1\nu2,a2\n")
    people = await imported(imports, file)
    assert dict(people.counts) == {"created": 1, "updated": 0, "unchanged": 0, "failed": 1}
    [match] = (await directory.resolve(W, [CustomerIds(external_id="u1")])).values()
    assert getattr(match, "account_id", None) is not None


async def test_cancelled_as_a_task_it_lets_the_import_go(
    imports: Imports, store: Store, file: Path
) -> None:
    write(file, rows(23, account=""))
    spec = await imports.look(file, FileQuestions(), {}, RULES)
    job = await imports.begin(spec, "test")

    def stops(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
        raise asyncio.CancelledError

    with pytest.raises(asyncio.CancelledError):
        await imports.run(job.id, stops)
    left = await imports.job(job.id)
    assert (left.owner, left.state, left.cursor["row"]) == (None, JobState.RUNNING, 5)
    states = {each.done.state async for each in imports.outcomes(left)}
    assert states == {UpsertState.CREATED}
    assert (await Imports(store, W).run(job.id, nothing)).counts["created"] == 23
