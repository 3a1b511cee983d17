"""A source is pulled from once, page by page, whatever ends it; and only its own word changes."""

import asyncio
from collections.abc import Awaitable, Callable, Mapping, Sequence
from dataclasses import replace
from datetime import datetime, timedelta

import pytest

from aggregator.directory.directory import Directory
from aggregator.directory.imports.outcomes import RowOutcome
from aggregator.directory.pulls.pulls import Pulls
from aggregator.directory.values import CustomerUpsert
from aggregator.domain.customer import CustomerIds, CustomerMatch
from aggregator.domain.errors import (
    InvalidRequest,
    SourceMalformed,
    SourceRateLimited,
    SourceUnavailable,
)
from aggregator.domain.lookup import SourceList
from aggregator.jobs.jobs import Job, JobState
from aggregator.service.pulled_source import SECONDS
from aggregator.store import Store
from aggregator.upstream.listing import ListPage
from aggregator.upstream.paging import PagePlace
from tests.support.directory_export import exported
from tests.support.pulled_crm import FakeCrm, person
from tests.support.statements import statements
from tests.support.stores import BY

W = "default"


def nothing(_: Sequence[RowOutcome], __: Mapping[str, int]) -> None:
    """Whoever pulls is not asked how it goes."""


class Clock:
    """Moves by what is rested; `meanwhile` is what happens in a rest."""

    def __init__(self) -> None:
        self.now = datetime.fromisoformat("2026-11-30T09:00:00+00:00")
        self.rested: list[float] = []
        self.meanwhile: Callable[[], Awaitable[None]] | None = None

    async def rest(self, seconds: float) -> None:
        self.rested.append(seconds)
        self.now += timedelta(seconds=seconds)
        if self.meanwhile is not None:
            await self.meanwhile()

    def pulls(self, store: Store) -> Pulls:
        return Pulls(store, W, now=lambda: self.now, rest=self.rest)


@pytest.fixture
def directory(store: Store) -> Directory:
    return Directory(store)


@pytest.fixture
def pulls(store: Store) -> Pulls:
    return Pulls(store, W)


async def pulled(pulls: Pulls, crm: FakeCrm, *, full: bool = False) -> dict[str, int]:
    job = await pulls.begin(crm.source(), "test", full=full)
    done = await pulls.run(job.id, crm.source(), nothing)
    assert done.state is JobState.DONE
    return {name: many for name, many in done.counts.items() if many}


async def found(directory: Directory, **ids: str) -> CustomerMatch:
    [match] = (await directory.resolve(W, [CustomerIds(**ids)])).values()
    assert isinstance(match, CustomerMatch)
    return match


async def test_people_are_found_by_their_e_mail_linked_and_updated_by_their_id(
    pulls: Pulls, directory: Directory
) -> None:
    crm = FakeCrm()
    known = CustomerUpsert("u1", email="p1@x.co", name="By our backend")
    [before] = await directory.upsert(W, BY, customers=[known])
    assert await pulled(pulls, crm) == {"created": 5, "updated": 1}
    linked = await found(directory, external_id="u1")
    assert (linked.id, linked.keys["crm.contact"]) == (before.id, "1")
    assert linked.name == "By our backend"
    assert await pulled(pulls, crm, full=True) == {"unchanged": 6}
    crm.people[2] = person(2, mail="new@x.co", name="Renamed")
    was = await found(directory, email="p2@x.co")
    assert await pulled(pulls, crm) == {"updated": 1, "unchanged": 5}
    now = await found(directory, email="new@x.co")
    assert (now.id, now.name) == (was.id, "Renamed")
    assert await directory.resolve(W, [CustomerIds(email="p2@x.co")]) == {}


async def test_what_the_source_no_longer_says_ends_and_nobody_elses_word_does(
    pulls: Pulls, directory: Directory
) -> None:
    crm = FakeCrm(1, 0)
    crm.people[0] = person(0, plan="gold")
    await pulled(pulls, crm)
    one = await found(directory, email="p0@x.co")
    await directory.upsert(
        W, BY, customers=[CustomerUpsert(id=one.id, custom={"plan": "by hand"}, name="N")]
    )
    crm.people[0] = person(0, plan="")
    await pulled(pulls, crm)
    said = await directory.links(W, "customer", one.id)
    assert [(each.source, each.value) for each in said if each.name == "custom.plan"] == [
        (BY.source, "by hand")
    ]


async def test_two_contacts_with_one_mailbox_are_told_and_never_change_places(
    pulls: Pulls, directory: Directory, store: Store
) -> None:
    crm = FakeCrm(2, 0)
    crm.people[1] = person(1, mail="P0@x.co")
    assert await pulled(pulls, crm) == {"created": 1, "failed": 1}
    before = await exported(store)
    assert await pulled(pulls, crm, full=True) == {"unchanged": 1, "failed": 1}
    assert await exported(store) == before
    assert (await found(directory, email="p0@x.co")).keys["crm.contact"] == "0"


async def test_ended_half_way_it_goes_on_with_the_page_it_was_at_and_doubles_nobody(
    pulls: Pulls, directory: Directory, store: Store
) -> None:
    crm = FakeCrm(5, 3)
    crm.fails = [SourceUnavailable("crm", "down"), SourceUnavailable("crm", "down")]
    job = await pulls.begin(crm.source(), "test")
    for _ in range(2):
        with pytest.raises(SourceUnavailable):
            await Pulls(store, W).run(job.id, crm.source(), nothing)
    done = await Pulls(store, W).run(job.id, crm.source(), nothing)
    assert (done.state, done.counts["created"]) == (JobState.DONE, 8)
    assert (await directory.page(W, 0)).total == 5
    starts = [(kind, start) for kind, start, _ in crm.asked]
    assert starts.count(("company", 0)) == 1
    assert starts.count(("company", 2)) == 3
    with pytest.raises(InvalidRequest, match="is done: there is nothing"):
        await pulls.run(job.id, crm.source(), nothing)


async def test_a_source_that_says_not_now_is_left_alone_and_asked_again(store: Store) -> None:
    crm, clock = FakeCrm(4, 0), Clock()
    crm.fails = [SourceRateLimited("crm", "slow down", after=after) for after in (60.0, 3.0, None)]
    assert await pulled(clock.pulls(store), crm) == {"created": 4}
    assert [start for kind, start, _ in crm.asked if kind == "contact"] == [0, 2, 2, 2, 2]
    assert clock.rested == [1.0, 3.0, 20.0, 20.0, 20.0]


@pytest.mark.parametrize("dry", [False, True])
async def test_while_it_waits_for_its_source_nobody_else_takes_it(store: Store, dry: bool) -> None:
    crm, clock = FakeCrm(4, 0), Clock()
    crm.fails = [SourceRateLimited("crm", "slow down", after=20.0) for _ in range(3)]

    async def slowly(
        all_of_them: SourceList, at: PagePlace | None, since: datetime | None
    ) -> ListPage:
        clock.now += timedelta(seconds=SECONDS)
        return await crm(all_of_them, at, since)

    source = replace(crm.source(), read=slowly)
    job = await clock.pulls(store).begin(source, "test", dry=dry)

    async def taken_over() -> None:
        with pytest.raises(InvalidRequest, match="Another process is at the pull"):
            await clock.pulls(store).run(job.id, FakeCrm(4, 0).source(), nothing)

    clock.meanwhile = taken_over
    done = await clock.pulls(store).run(job.id, source, nothing)
    assert (done.state, done.counts["created"]) == (JobState.DONE, 4)
    assert clock.rested == [20.0, 20.0, 20.0]


@pytest.mark.parametrize("state", [JobState.CANCELLED, JobState.UNDONE])
async def test_one_that_is_stopped_while_it_waits_asks_for_nothing_more(
    store: Store, state: JobState
) -> None:
    crm, clock, before = FakeCrm(4, 0), Clock(), await exported(store)
    crm.fails = [SourceRateLimited("crm", "slow down", after=600.0) for _ in range(9)]
    job = await clock.pulls(store).begin(crm.source(), "test")

    async def stopped() -> None:
        await Pulls(store, W).cancel(job.id)
        if state is JobState.UNDONE:
            await Pulls(store, W).undo(job.id, "test")

    clock.meanwhile = stopped
    done = await clock.pulls(store).run(job.id, crm.source(), nothing)
    assert (done.state, len(clock.rested)) == (state, 1)
    assert [start for kind, start, _ in crm.asked if kind == "contact"] == [0, 2]
    assert (await exported(store) == before) is (state is JobState.UNDONE)


async def test_of_two_that_are_asked_for_at_once_one_is_begun(store: Store) -> None:
    crm = FakeCrm()
    begun = await asyncio.gather(
        *(Pulls(store, W).begin(crm.source(), "test", served=True) for _ in range(4)),
        return_exceptions=True,
    )
    assert [type(each) for each in begun].count(Job) == 1
    refused = [str(each) for each in begun if isinstance(each, InvalidRequest)]
    assert len(refused) == 3
    assert all("crm is being pulled from: pull_" in each for each in refused)
    assert len(await Pulls(store, W).history(9)) == 1


async def test_a_source_that_never_has_time_is_given_up_and_gone_on_with_later(
    store: Store,
) -> None:
    crm, clock = FakeCrm(4, 0), Clock()
    crm.fails = [SourceRateLimited("crm", "slow down", after=None) for _ in range(21)]
    pulls = clock.pulls(store)
    job = await pulls.begin(crm.source(), "test")
    with pytest.raises(SourceRateLimited):
        await pulls.run(job.id, crm.source(), nothing)
    assert len(clock.rested) == 20
    assert (await pulls.job(job.id)).failure == "slow down"
    done = await pulls.run(job.id, crm.source(), nothing)
    assert (done.state, done.counts["created"]) == (JobState.DONE, 4)


class RoundCrm(FakeCrm):
    """Never ends: every place gives the same, or a cursor leads round through three pages."""

    def __init__(self, *, same: bool) -> None:
        super().__init__(6, 0)
        self.same = same

    async def __call__(
        self, all_of_them: SourceList, at: PagePlace | None, since: datetime | None
    ) -> ListPage:
        if all_of_them.kind != "contact":
            return ListPage([], None)
        self.asked.append((all_of_them.kind, 0, since))
        assert len(self.asked) < 99
        read = len(self.asked)
        if self.same:
            return ListPage(self.people, PagePlace({"page": read + 1}, {}))
        start = read % 3
        return ListPage(self.people[start : start + 1], PagePlace({"after": start}, {}, None, read))


@pytest.mark.parametrize("same", [False, True])
@pytest.mark.parametrize("dry", [False, True])
async def test_a_list_that_goes_round_ends_with_the_reason(
    pulls: Pulls, same: bool, dry: bool
) -> None:
    crm = RoundCrm(same=same)
    job = await pulls.begin(crm.source(), "test", dry=dry)
    with pytest.raises(SourceMalformed, match=r"it would never end\. Fix: check `pages:`"):
        await pulls.run(job.id, crm.source(), nothing)
    assert "A list of crm " in str((await pulls.job(job.id)).failure)
    assert len(crm.asked) <= 5
    with pytest.raises(SourceMalformed):
        await pulls.run(job.id, crm.source(), nothing)


async def test_a_page_that_comes_twice_and_a_list_that_changes_are_read_to_their_end(
    pulls: Pulls, directory: Directory
) -> None:
    class Shifting(FakeCrm):
        async def __call__(
            self, all_of_them: SourceList, at: PagePlace | None, since: datetime | None
        ) -> ListPage:
            page = await super().__call__(all_of_them, at, since)
            if all_of_them.kind == "contact" and len(self.people) < 8:
                self.people.insert(0, person(len(self.people)))  # whoever is new comes first
                self.people.insert(0, person(len(self.people)))  # so the same two come again
            return page

    crm = Shifting(4, 0)
    assert await pulled(pulls, crm) == {"created": 4, "unchanged": 4}
    assert (await directory.page(W, 0)).total == 4
    assert await pulled(pulls, crm, full=True) == {"created": 4, "unchanged": 4}


async def test_only_changes_since_the_last_whole_pull_are_asked_for(
    store: Store,
) -> None:
    now = datetime.fromisoformat("2026-11-30T09:00:00+00:00")
    pulls, crm = Pulls(store, W, now=lambda: now), FakeCrm(1, 0)
    await pulled(pulls, crm)
    now += timedelta(hours=1)
    await pulled(pulls, crm)
    await pulled(pulls, crm, full=True)
    asked = [since for kind, _, since in crm.asked if kind == "contact"]
    assert asked == [None, now - timedelta(hours=1, minutes=5), None]


async def test_where_the_clock_was_set_back_everybody_is_asked_for(store: Store) -> None:
    """Nothing has changed since a moment to come, whatever did."""
    now = datetime.fromisoformat("2026-11-30T09:00:00+00:00")
    pulls, crm = Pulls(store, W, now=lambda: now), FakeCrm(1, 0)
    await pulled(pulls, crm)
    for minutes in (1, 60):
        now -= timedelta(minutes=minutes)
        await pulled(pulls, crm)
    asked = [since for kind, _, since in crm.asked if kind == "contact"]
    assert asked == [None, now + timedelta(minutes=61 - 5), None]


async def test_after_one_was_undone_everybody_is_asked_for(
    pulls: Pulls, directory: Directory, store: Store
) -> None:
    crm = FakeCrm()
    first = await pulls.begin(crm.source(), "test")
    await pulls.run(first.id, crm.source(), nothing)
    await pulled(pulls, crm)
    assert await pulls.last("crm") is not None
    await Pulls(store, W).undo(first.id, "test")
    assert await pulls.last("crm") is None
    assert (await pulled(pulls, crm))["created"] == 6
    assert await pulls.last("crm") is not None


async def test_a_try_changes_nothing_and_says_what_a_pull_does(
    pulls: Pulls, directory: Directory, store: Store
) -> None:
    crm = FakeCrm(5, 2)
    crm.people[4] = person(3, name="The same again")
    before = await exported(store)
    tried = await pulls.attempt(crm.source(), "test", nothing)
    assert await exported(store) == before
    assert {name: many for name, many in tried.items() if many} == await pulled(pulls, crm)


async def test_it_is_undone_like_an_import(
    pulls: Pulls, directory: Directory, store: Store
) -> None:
    before = await exported(store)
    job = await pulls.begin(FakeCrm().source(), "test")
    await pulls.run(job.id, FakeCrm().source(), nothing)
    undone = await Pulls(store, W).undo(job.id, "test")
    assert undone["removed"] == 6
    assert await exported(store) == before


async def test_records_that_are_none_are_told_each(pulls: Pulls) -> None:
    crm = FakeCrm(1, 0)
    crm.people += [None, "text", {"mail": "z@x.co"}, person(8, mail="no mail"), person(9, mail=[1])]
    assert await pulled(pulls, crm) == {"created": 1, "failed": 5}


async def test_a_page_takes_the_same_few_statements_however_many_it_has(
    pulls: Pulls, store: Store
) -> None:
    class Wide(FakeCrm):
        async def __call__(self, all_of_them: SourceList, *_: object) -> ListPage:
            return ListPage(self.people if all_of_them.kind == "contact" else [], None)

    counts = []
    for many in (10, 100):
        crm = Wide(many, 0)
        crm.people = [person(many * 1_000 + n) for n in range(many)]
        with statements(store) as seen:
            await pulled(pulls, crm, full=True)
        counts.append(len(seen))
    assert counts[0] == counts[1]
