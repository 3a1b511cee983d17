"""What is kept of the directory's answers is the directory's answer, whoever changes it."""

import asyncio
import tracemalloc
from collections.abc import AsyncIterator, Awaitable, Callable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import pytest

from aggregator.directory.decided import UnmergeAnswers
from aggregator.directory.directory import Directory
from aggregator.directory.kinds import LinkTrust
from aggregator.directory.read.news import DirectoryNews, EventMark
from aggregator.directory.read.remembered import WITHIN, MemoryLimits, RememberedMatches
from aggregator.directory.values import AccountUpsert, CustomerUpsert
from aggregator.domain.customer import CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import AggregatorError
from aggregator.service.hearing import Hearing
from aggregator.store import Store
from tests.support.statements import statements
from tests.support.stores import ANYBODY, BY

W = "w_1"
PHONE = "+4930123456"
LIMITS = MemoryLimits(found=3_600.0, not_found=60.0, entries=100, size=1_000_000)
CLAIMED = replace(BY, trust=LinkTrust.CLAIMED)

PEOPLE = [
    CustomerIds(email="ann@acme.com"),
    CustomerIds(email="Ann@ACME.com "),
    CustomerIds(external_id="x1"),
    CustomerIds(external_id="x3"),
    CustomerIds(plain_id="p1", external_id="x1", email="ann@acme.com"),
    CustomerIds(external_id="x1", email="bob@acme.com"),
    CustomerIds(email="bob@acme.com"),
    CustomerIds(email="ann+news@acme.com"),
    CustomerIds(email="all@acme.com"),
    CustomerIds(email="all@acme.com", tenant_external_id="acme"),
    CustomerIds(email="all@acme.com", name="Ann"),
    CustomerIds(phone=PHONE),
    CustomerIds(phone=PHONE, name="Ann"),
    CustomerIds(external_id="null"),
    CustomerIds(email="claimed@acme.com"),
]
COMPANIES = [
    TenantIds(external_id="acme"),
    TenantIds(domain="eu.acme.com"),
    TenantIds(domain="new.io"),
]


@dataclass
class Remembering:
    """A directory that remembers, and one over the same database that never does."""

    directory: Directory
    memory: RememberedMatches
    hearing: Hearing
    plain: Directory
    ids: list[str]

    async def agrees(self) -> None:
        """Ask everything twice, and the other directory once: it is the same, by the same ids."""
        people = [*PEOPLE, *(CustomerIds(customer_id=id_) for id_ in self.ids)]
        for who in people:
            for order in (self.directory, self.directory.ordered(("external_id", "email"))):
                expected = await self.plain.ordered(order._order).resolve(W, [who])
                for _ in range(2):
                    assert told(await order.resolve(W, [who])) == told(expected), who
        for which in COMPANIES:
            expected_ = await self.plain.resolve_accounts(W, [which])
            for _ in range(2):
                assert told(await self.directory.resolve_accounts(W, [which])) == told(expected_)


def told(answers: Mapping[Any, Any]) -> Mapping[Any, Any]:
    return {
        who: (each.code, each.message) if isinstance(each, AggregatorError) else each
        for who, each in answers.items()
    }


async def remembering(store: Store, limits: MemoryLimits = LIMITS) -> Remembering:
    memory = RememberedMatches(limits, store.commits, asyncio.get_running_loop().time)
    directory = Directory(store, remembered=memory)

    async def on_news(workspace_id: str, news: DirectoryNews) -> None:
        memory.forget(workspace_id, news)

    hearing = Hearing(directory, lambda: (W,), lambda: True, on_news, memory)
    memory.look = hearing.soon
    await hearing.start()
    return Remembering(directory, memory, hearing, Directory(store), [])


@pytest.fixture
async def both(store: Store) -> AsyncIterator[Remembering]:
    found = await remembering(store)
    yield found
    await found.hearing.stop()


async def said(directory: Directory, *customers: CustomerUpsert, by: Any = BY) -> list[str]:
    done = await directory.upsert(W, by, customers=customers, rules=ANYBODY)
    return [each.id for each in done if each.id]


Change = Callable[[Directory, Remembering], Awaitable[object]]


async def fill(directory: Directory, both: Remembering) -> None:
    await directory.upsert(W, BY, accounts=[AccountUpsert("acme", "Acme", "acme.com")])
    both.ids += await said(
        directory,
        CustomerUpsert("x1", "p1", "ann@acme.com", "Ann", "acme", keys={"crm.contact": "7"}),
        CustomerUpsert("x2", "p2", "bob@acme.com", "Bob"),
        CustomerUpsert("x3", "p3", "all@acme.com", "Ann", "acme", phone=PHONE),
    )


async def share(directory: Directory, _: Remembering) -> None:
    await said(directory, CustomerUpsert("x4", "p4", "all@acme.com", "Bea"))


async def key(directory: Directory, _: Remembering) -> None:
    await said(directory, CustomerUpsert("x1", keys={"crm.contact": "8", "billing.customer": "c1"}))


async def claim(directory: Directory, _: Remembering) -> None:
    await said(directory, CustomerUpsert("x2", email="claimed@acme.com"), by=CLAIMED)


async def unlink(directory: Directory, both: Remembering) -> None:
    await directory.unlink(W, BY, "customer", both.ids[0], ("email", "ann@acme.com"))


async def merge(directory: Directory, both: Remembering) -> None:
    await directory.merge(W, BY, both.ids[1], both.ids[0], force=True)


async def say_of_the_merged(directory: Directory, both: Remembering) -> None:
    await said(directory, CustomerUpsert(id=both.ids[1], name="Robert"))


async def share_with_the_merged(directory: Directory, both: Remembering) -> None:
    both.ids += await said(directory, CustomerUpsert("x5", "p5", "ann@acme.com", "Ann too"))


async def unmerge(directory: Directory, both: Remembering) -> None:
    await directory.unmerge(W, BY, both.ids[1], UnmergeAnswers())


async def company(directory: Directory, _: Remembering) -> None:
    new = [
        AccountUpsert("acme", "Acme", keys={"crm.account": "9"}),
        AccountUpsert("n", "N", "new.io"),
    ]
    await directory.upsert(W, BY, accounts=new)


async def erase(directory: Directory, both: Remembering) -> None:
    await directory.erase(W, BY, both.ids[0])


def saying(customer: CustomerUpsert) -> Change:
    return lambda directory, _: said(directory, customer)


move = saying(CustomerUpsert("x2", email="ann@acme.com"))
verify = saying(CustomerUpsert("x2", email="claimed@acme.com"))
rename = saying(CustomerUpsert("x3", name="Anna"))
two_addresses = saying(CustomerUpsert("x1", email="ann@work.co"))

CHANGES: Sequence[Change] = (
    *(fill, share, key, claim, verify, rename, unlink, move),
    *(merge, say_of_the_merged, two_addresses, share_with_the_merged),
    *(unmerge, company, erase),
)


async def test_after_every_change_of_this_process_the_answer_is_the_directorys(
    both: Remembering,
) -> None:
    await both.agrees()
    for change in CHANGES:
        await change(both.directory, both)
        await both.agrees()  # at once: nobody has heard of it yet
        await both.hearing.hear(W)
        await both.agrees()
    assert len(both.memory) > 0


@pytest.mark.parametrize("at_once", [True, False])
async def test_after_every_change_of_another_process_too(
    both: Remembering, database_url: str, at_once: bool
) -> None:
    if at_once and not both.memory._commits.of_all:
        return  # only SQLite tells at once
    store = Store(database_url)
    elsewhere = Directory(store)
    try:
        await both.agrees()
        for change in CHANGES:
            await change(elsewhere, both)
            if not at_once:
                await both.hearing.hear(W)
            await both.agrees()
    finally:
        await store.close()


async def test_whoever_is_asked_about_again_costs_no_statement(
    both: Remembering, store: Store
) -> None:
    await fill(both.directory, both)
    await both.hearing.hear(W)
    asked = [CustomerIds(email="ann@acme.com"), CustomerIds(email="nobody@acme.com")]
    with statements(store) as first:
        await both.directory.resolve(W, asked)
        await both.directory.resolve_accounts(W, COMPANIES)
    with statements(store) as again:
        assert set(await both.directory.resolve(W, asked)) == {asked[0]}
        await both.directory.resolve_accounts(W, COMPANIES)
        # One is new: it alone is asked for, and what is known stands beside it.
        others = [*asked, CustomerIds(email="bob@acme.com")]
        assert set(await both.directory.resolve(W, others)) == {asked[0], others[2]}
    assert (len(first), len(again)) == (2, 1)
    assert again[0][1].count('["bob@acme.com"]') + again[0][1].count(["bob@acme.com"]) == 1


async def test_nothing_is_of_another_workspace_or_of_another_order(both: Remembering) -> None:
    await fill(both.directory, both)
    await both.hearing.hear(W)
    ann = CustomerIds(external_id="x1", email="ann@acme.com")
    assert await both.directory.resolve(W, [ann])
    both.memory.heard("w_2", both.memory.mark())
    assert await both.directory.resolve("w_2", [ann]) == {}
    assert await both.directory.resolve("w_2", [ann]) == {}
    assert await both.directory.ordered(("phone",)).resolve(W, [ann]) == {}
    assert await both.directory.resolve(W, [ann])


@dataclass
class Commits:
    """A database's commits, as the test says; `of_all`: those of other processes, too."""

    of_all: bool
    made: int = 0

    def number(self) -> int:
        return self.made


ANN = CustomerIds(email="ann@acme.com")
MATCH = CustomerMatch("cust_1", "Ann", "ann@acme.com", "x1", None, "email", {"crm.contact": "7"})


class Asked:
    """A memory on a clock of the test's own, and how often the directory was asked."""

    def __init__(self, limits: MemoryLimits = LIMITS, *, of_all: bool = False) -> None:
        self.time = 0.0
        self.commits = Commits(of_all)
        self.memory = RememberedMatches(limits, self.commits, lambda: self.time)
        self.looks: list[str] = []
        self.memory.look = self.looks.append
        self.times = 0
        self.match: Any = MATCH
        self.meanwhile: Callable[[], object] = lambda: None
        self.hear()

    def hear(self, news: DirectoryNews | None = None) -> None:
        mark = self.memory.mark()
        if news is not None:
            self.memory.forget(W, news)
        self.memory.heard(W, mark)

    async def ask(self, who: CustomerIds = ANN) -> Any:
        async def find(asked: Sequence[CustomerIds]) -> Mapping[CustomerIds, Any]:
            self.times += 1
            match = self.match
            self.meanwhile()
            return {} if match is None else dict.fromkeys(asked, match)

        return (await self.memory.through(W, [who], ("email",), find)).get(who)


async def test_found_and_not_found_have_ages_of_their_own() -> None:
    asked = Asked(of_all=True)
    await asked.ask()
    asked.match = None
    nobody = CustomerIds(email="nobody@acme.com")
    assert await asked.ask(nobody) is None
    asked.time = LIMITS.not_found + 1
    assert (await asked.ask(), asked.times) == (MATCH, 2)
    assert (await asked.ask(nobody), asked.times) == (None, 3)
    asked.time = LIMITS.found + 1
    assert (await asked.ask(), asked.times) == (None, 4)


@pytest.mark.parametrize("off", [replace(LIMITS, found=0.0), replace(LIMITS, not_found=0.0)])
async def test_0_seconds_switch_one_of_them_off(off: MemoryLimits) -> None:
    asked = Asked(off)
    for match in (MATCH, None):
        asked.match = match
        for _ in range(2):
            await asked.ask(CustomerIds(email=f"{match is None}@acme.com"))
    assert asked.times == 3


async def test_a_crowd_of_unknown_ids_pushes_out_nobody() -> None:
    asked = Asked()
    await asked.ask()
    asked.match = None
    for number in range(LIMITS.entries * 2):
        await asked.ask(CustomerIds(email=f"{number}@acme.com"))
    assert len(asked.memory) == LIMITS.entries + 1
    before = asked.times
    assert (await asked.ask(), asked.times) == (MATCH, before)


async def test_what_was_not_heard_lately_is_not_used() -> None:
    asked = Asked()
    await asked.ask()
    asked.time = WITHIN
    assert (await asked.ask(), asked.times) == (MATCH, 1)
    asked.time = WITHIN + 0.1  # the database is away, or the one who listens is stuck
    await asked.ask()
    assert asked.times == 2
    asked.hear()
    await asked.ask()
    assert asked.times == 2


async def test_after_a_commit_nothing_is_used_until_it_is_heard() -> None:
    for of_all in (False, True):
        asked = Asked(of_all=of_all)
        await asked.ask()
        asked.commits.made += 1
        asked.match = None
        assert (await asked.ask(), asked.looks) == (None, [W])
        asked.hear(DirectoryNews(EventMark(1), values=frozenset({"ann@acme.com"})))
        asked.match = MATCH
        assert (await asked.ask(), asked.times) == (MATCH, 3)


async def test_what_was_found_while_the_directory_changed_is_not_kept() -> None:
    asked = Asked()
    asked.meanwhile = lambda: asked.hear(
        DirectoryNews(EventMark(1), values=frozenset({"ann@acme.com"}))
    )
    assert await asked.ask() == MATCH  # of before, to whoever asked before
    asked.meanwhile, asked.match = lambda: None, None
    assert await asked.ask() is None


async def test_one_of_whom_nothing_was_said_stays() -> None:
    asked = Asked()
    await asked.ask()
    asked.hear(DirectoryNews(EventMark(1), values=frozenset({"bob@acme.com", "x2"})))
    assert (await asked.ask(), asked.times) == (MATCH, 1)
    for known_by in ("ann@acme.com", "cust_1"):
        before = asked.times
        asked.hear(DirectoryNews(EventMark(2), values=frozenset({known_by})))
        await asked.ask()
        assert asked.times == before + 1
    asked.hear(DirectoryNews(EventMark(3), everybody=True, erased=("cust_1",)))
    assert (len(asked.memory), asked.memory.size) == (0, 0)


async def test_what_it_takes_is_counted() -> None:
    asked = Asked(MemoryLimits(60.0, 60.0, entries=5_000, size=100_000_000))
    keys = [(number, f"{number}@acme.com") for number in range(2_000)]

    async def fill_it(match: bool) -> int:
        before = tracemalloc.get_traced_memory()[0]
        for number, email in keys:
            asked.match = (
                CustomerMatch(
                    f"cust_{number}", f"Ann {number}", f"{number}@acme.com", f"x{number}", None,
                    "email", {"crm.contact": str(number), "billing.customer": f"cus_{number}"},
                )
                if match
                else None
            )  # fmt: skip
            await asked.ask(CustomerIds(email=email, external_id=f"{match}{number}"))
        return tracemalloc.get_traced_memory()[0] - before

    tracemalloc.start()
    try:
        for match in (True, False):
            counted = asked.memory.size
            took = await fill_it(match)
            counted = asked.memory.size - counted
            assert 0.9 * took <= counted <= 2 * took, (match, took / 2_000, counted / 2_000)
    finally:
        tracemalloc.stop()
