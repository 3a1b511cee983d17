"""A server hears what was changed in the directory, whoever changed it: nothing of before is shown.

The change is made past the server, by another directory over the same database, as a command does.
"""

import asyncio
import json
from collections.abc import AsyncIterator, Awaitable, Callable
from pathlib import Path

import pytest
import structlog

from aggregator.authoring.recording.folder import RecordingFolder
from aggregator.demo.company import DemoCompany
from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.read.news import MOST, DirectoryNews, EventMark
from aggregator.directory.read.remembered import HeardMark
from aggregator.directory.values import AccountUpsert, CustomerUpsert, Provenance
from aggregator.domain.customer import CustomerIds
from aggregator.domain.errors import DirectoryUnavailable, Overloaded
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.stale_cards import StaleCard, people_of
from aggregator.service.hearing import EVERY, IDLE, PATIENCE, Hearing
from aggregator.store import Store
from tests.support.product import NOW, Product, running_product

ALEX = "alex@grocery.co"
EXTERNAL_ID = "customer-id-in-your-backend"
BY = Provenance("edit", "cli:test")
BACKEND = Provenance("backend", "another process")


@pytest.fixture
async def product(company: DemoCompany, tmp_path: Path) -> AsyncIterator[Product]:
    folder = tmp_path / "recordings"
    async with running_product(company, tmp_path, record=5, recordings=str(folder)) as running:
        yield running


@pytest.fixture
async def elsewhere(product: Product, tmp_path: Path) -> AsyncIterator[Directory]:
    """The directory as another process has it."""
    store = Store(f"sqlite+aiosqlite:///{tmp_path / 'directory.db'}")
    yield Directory(store)
    await store.close()


async def alex_in(directory: Directory) -> str:
    """Give the id that Alex had first, whatever was merged or unlinked since."""
    whole = [each async for some in directory.everybody("default") for each in some]
    [alex] = [each for each in whole if any(row.value == EXTERNAL_ID for row in each.links)]
    return next(row.record_id for row in alex.links if row.value == EXTERNAL_ID)


async def somebody(directory: Directory, ref: str = "new_1") -> str:
    said = CustomerUpsert(external_id=ref, email=f"{ref}@elsewhere.example", name="New")
    [done] = await directory.upsert("default", BACKEND, customers=[said])
    assert done.id is not None
    return done.id


async def merge(directory: Directory) -> None:
    other = await somebody(directory, "other_alex")
    await directory.merge("default", BY, await alex_in(directory), other, force=True)


async def unmerge(directory: Directory) -> None:
    await directory.unmerge("default", BY, await alex_in(directory), UnmergeAnswers())


async def unlink(directory: Directory) -> None:
    alex = await alex_in(directory)
    await directory.unlink("default", BY, "customer", alex, ("email", ALEX))


async def link(directory: Directory) -> None:
    said = CustomerUpsert(id=await alex_in(directory), keys={"product.user": "usr_another"})
    await directory.upsert("default", BY, customers=[said])


async def erase(directory: Directory) -> None:
    await directory.erase("default", BY, await alex_in(directory))


async def say_otherwise(directory: Directory) -> None:
    said = CustomerUpsert(external_id=EXTERNAL_ID, keys={"billing.customer": "cus_another"})
    [done] = await directory.upsert("default", BACKEND, customers=[said])
    assert done.state.value == "updated"


async def import_many(directory: Directory) -> None:
    many = [CustomerUpsert(external_id=f"m_{number}") for number in range(MOST + 1)]
    await directory.upsert("default", BACKEND, customers=many)


async def change_an_account(directory: Directory) -> None:
    account = AccountUpsert(external_id="org_new")
    await directory.upsert("default", BACKEND, accounts=[account])
    said = AccountUpsert(external_id="org_new", keys={"crm.account": "7"})
    await directory.upsert("default", BACKEND, accounts=[said])


CHANGES: tuple[Callable[[Directory], Awaitable[None]], ...] = (
    link,
    say_otherwise,
    import_many,
    change_an_account,
    unlink,
    merge,
    unmerge,
    erase,
)


def is_copy(card: object) -> bool:
    return "As of" in json.dumps(card)


async def test_after_a_change_elsewhere_no_copy_of_before_is_kept(
    product: Product, elsewhere: Directory
) -> None:
    copies = product.service._copies
    asked = CardRequest(("usage",), CustomerIds(email="Alex@grocery.co"), None, None, "default")
    for change in CHANGES:
        copy = StaleCard(("card", "world"), b"[]", NOW)
        copies._cache.keep("copy", copy, ttl=60, people=people_of(asked))
        await change(elsewhere)
        await product.service.hear("default")
        assert len(copies) == 0, change


async def test_what_is_said_of_others_leaves_a_copy(
    product: Product, company: DemoCompany, elsewhere: Directory
) -> None:
    await product.ask(["usage"], email=ALEX)
    company.fault("product", "503")
    await somebody(elsewhere)
    await elsewhere.upsert("default", BACKEND, accounts=[AccountUpsert(external_id="org_new")])
    one, other = await somebody(elsewhere), await somebody(elsewhere, "new_2")
    await elsewhere.decide("default", BY, (one, other), "different")
    assert is_copy(await product.ask(["usage"], email=ALEX))


async def test_whoever_is_another_one_since_is_not_shown_where_a_source_fails(
    product: Product, company: DemoCompany, elsewhere: Directory
) -> None:
    await product.ask(["usage"], email=ALEX)
    company.fault("product", "503")
    assert is_copy(await product.ask(["usage"], email=ALEX))
    await unlink(elsewhere)
    assert not is_copy(await product.ask(["usage"], email=ALEX))


async def test_nobody_is_shown_from_memory_who_was_erased_elsewhere(
    product: Product, elsewhere: Directory
) -> None:
    await product.ask(["usage"], email=ALEX)
    product.service._admission.permits = 0
    assert is_copy(await product.ask(["usage"], email=ALEX))
    await erase(elsewhere)
    with pytest.raises(Overloaded):
        await product.ask(["usage"], email=ALEX)


async def test_whom_another_process_erases_this_one_forgets_by_itself(
    product: Product, company: DemoCompany, elsewhere: Directory, tmp_path: Path
) -> None:
    recordings = RecordingFolder(tmp_path / "recordings")
    with structlog.testing.capture_logs() as logs:
        await product.ask(["usage"], email=ALEX)
        query = "query($email: String) { customer(by: {email: $email}) { name } }"
        await product.query(query, {"email": ALEX})
        company.fault("product", "503")
        await product.ask(["usage"], email=ALEX)
        assert len(product.service._copies) == 1
        assert product.service._refresher._waiting
        assert len(recordings.files()) == 1
        await erase(elsewhere)
        await asyncio.sleep(EVERY + 0.1)
    assert len(product.service._copies) == 0
    assert not product.service._refresher._waiting
    assert recordings.files() == []
    assert ALEX not in repr(logs)


async def test_what_was_asked_before_an_erasure_is_not_kept_after_it(
    product: Product, company: DemoCompany, elsewhere: Directory
) -> None:
    company.fault("product", "latency", seconds=2.0)
    asking = asyncio.create_task(product.ask(["usage"], email=ALEX))
    await asyncio.sleep(0.5)
    await erase(elsewhere)
    await product.service.hear("default")
    await asking
    assert len(product.service._copies) == 0


class Log:
    """A log of events; `away`: its database does not answer."""

    def __init__(self) -> None:
        self.seq = self.looks = 0
        self.away = False
        self.begun = asyncio.Event()
        self.go_on = asyncio.Event()
        self.go_on.set()

    async def last_event(self, workspace_id: str) -> EventMark:
        return EventMark(self.seq)

    async def news(self, workspace_id: str, after: EventMark) -> DirectoryNews:
        self.looks += 1
        upto = self.seq
        self.begun.set()
        await self.go_on.wait()
        if self.away:
            raise DirectoryUnavailable("away")
        return DirectoryNews(EventMark(upto), everybody=upto > after.seq)


class Heard:
    """A hearing of one workspace, and the numbers up to which it heard."""

    def __init__(self, *, keeps: bool = True) -> None:
        self.log = Log()
        self.upto: list[int] = []
        self.marks: list[int] = []
        self.hearing = Hearing(self.log, lambda: ["w"], lambda: keeps, self._note, self)

    def mark(self) -> HeardMark:
        return HeardMark(self.log.seq, 0.0)

    def heard(self, workspace_id: str, mark: HeardMark) -> None:
        self.marks.append(mark.commit)

    async def _note(self, workspace_id: str, news: DirectoryNews) -> None:
        self.upto.append(news.upto.seq)


async def test_who_asks_while_a_look_is_under_way_waits_for_the_next_and_all_share_it() -> None:
    heard = Heard()
    await heard.hearing.start()
    heard.log.go_on.clear()
    first = asyncio.create_task(heard.hearing.hear("w"))
    await heard.log.begun.wait()
    heard.log.seq = 1  # after the first look began
    others = [asyncio.create_task(heard.hearing.hear("w")) for _ in range(50)]
    await asyncio.sleep(0)
    heard.log.go_on.set()
    await asyncio.gather(first, *others)
    assert (heard.log.looks, heard.upto) == (2, [1])
    await heard.hearing.stop()


async def test_who_is_away_is_heard_once_they_are_back() -> None:
    heard = Heard()
    await heard.hearing.start()
    heard.log.seq, heard.log.away = 1, True
    await heard.hearing.hear("w")
    assert heard.upto == []
    heard.log.away = False
    await asyncio.sleep(EVERY + 0.1)
    assert heard.upto == [1]
    await heard.hearing.stop()


async def test_a_database_that_is_away_is_told_once_each_time() -> None:
    heard = Heard()
    await heard.hearing.start()
    with structlog.testing.capture_logs() as logs:
        for away in (True, True, True, False, True, True):
            heard.log.away = away
            await heard.hearing.hear("w")
    assert [line["event"] for line in logs] == ["changes_not_heard"] * 2
    await heard.hearing.stop()


async def test_an_answer_waits_for_no_database_that_hangs() -> None:
    heard = Heard()
    await heard.hearing.start()
    heard.log.seq = 1
    heard.log.go_on.clear()
    before = asyncio.get_running_loop().time()
    await heard.hearing.hear("w")
    assert asyncio.get_running_loop().time() - before == pytest.approx(PATIENCE)
    heard.log.go_on.set()
    await asyncio.sleep(0)
    await heard.hearing.hear("w")
    assert heard.upto == [1]
    await heard.hearing.stop()


@pytest.mark.parametrize(("keeps", "looks"), [(True, 15), (False, 1)])
async def test_who_keeps_nothing_looks_seldom(keeps: bool, looks: int) -> None:
    heard = Heard(keeps=keeps)
    await heard.hearing.start()
    await asyncio.sleep(IDLE + 0.5)
    assert heard.log.looks == looks
    await heard.hearing.stop()


async def test_of_a_workspace_that_was_added_nothing_of_before_is_kept() -> None:
    heard = Heard()
    await heard.hearing.start()
    await heard.hearing.hear("added")
    await heard.hearing.hear("added")
    assert heard.upto == [0]
    await heard.hearing.stop()
