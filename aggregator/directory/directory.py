"""The directory: who a customer is, in every source."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from copy import copy
from dataclasses import replace
from datetime import UTC, datetime
from functools import partial

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import Erased, Merged, UnmergeAnswers, Unmerged, WholeSubject
from aggregator.directory.explained import Explanation
from aggregator.directory.ids import IdFactory, TimeOrderedIds
from aggregator.directory.kinds import EventKind, SubjectKind
from aggregator.directory.read import people, resolve
from aggregator.directory.read.about import links_of
from aggregator.directory.read.account_people import account_people
from aggregator.directory.read.explain import explain_people
from aggregator.directory.read.finding_rules import FindingRules
from aggregator.directory.read.news import DirectoryNews, EventMark, last_event, news_after
from aggregator.directory.read.past import event_at, links_as_of
from aggregator.directory.read.remembered import RememberedMatches
from aggregator.directory.read.simulate import RulesTried, simulate
from aggregator.directory.read.whole import whole_of, whole_page
from aggregator.directory.suggest.suggest import Suggester
from aggregator.directory.suggest.suggested import MergeSuggestion, SuggestionPage
from aggregator.directory.values import (
    EVERYBODY,
    AccountUpsert,
    CustomerPage,
    CustomersWanted,
    CustomerUpsert,
    LinkRow,
    NewAccount,
    NewCustomer,
    OrgUnitUpsert,
    Provenance,
    Upsert,
    Upserted,
    UpsertRules,
)
from aggregator.directory.write.allowed import allow, allowed
from aggregator.directory.write.changes import Changes, last_seq, writers_lock
from aggregator.directory.write.decide import PairVerdict, decide
from aggregator.directory.write.erase import erase
from aggregator.directory.write.merge import merge
from aggregator.directory.write.together import MOST, PersonUpsert, PersonUpserted, upsert_people
from aggregator.directory.write.unlink import unlink
from aggregator.directory.write.unmerge import unmerge
from aggregator.directory.write.upsert import Writing, upsert
from aggregator.domain.customer import (
    FINDING_ORDER,
    AccountMatch,
    CustomerIds,
    CustomerMatch,
    TenantIds,
)
from aggregator.domain.errors import AggregatorError, InvalidRequest
from aggregator.domain.identity import storable
from aggregator.store import Store

_AT_ONCE = 2_000
"""Upserts that are decided together: what they speak of is in memory meanwhile."""

_EXPORTED = 200
"""Customers whose whole history is in memory at once."""

_DEFAULT_RULES = UpsertRules()
_PROGRAM = Provenance("seed", "program")


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Directory:
    """Customers, accounts and org units of every workspace, over the store.

    Each method is one short session; what it gives is frozen and holds no session. All raise
    DirectoryUnavailable when the store does.
    """

    def __init__(
        self,
        store: Store,
        ids: IdFactory | None = None,
        now: Callable[[], datetime] = _utc_now,
        order: Sequence[str] = FINDING_ORDER,
        remembered: RememberedMatches | None = None,
    ) -> None:
        self._store = store
        self._ids = ids or TimeOrderedIds()
        self._now = now
        self._order = tuple(order)
        self._remembered = remembered
        self._suggester = Suggester(store)

    def ordered(self, order: Sequence[str]) -> "Directory":
        """Give this directory, in which people are found by other kinds, or in another order."""
        other = copy(self)
        other._order = tuple(order)  # noqa: SLF001 -- of its own class
        return other

    async def resolve(
        self, workspace_id: str, people_: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        """Find whom each person's ids mean (the rules: read/resolve.py). Absent: not found.

        AmbiguousCustomer is the VALUE for a person whose ids mean several.
        """
        find = partial(resolve.resolve_people, self._store, workspace_id, order=self._order)
        if self._remembered is None:
            return await find(people_)
        return await self._remembered.through(workspace_id, people_, self._order, find)

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds]
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        """Find which account each company's ids mean, as `resolve` does for people."""
        find = partial(resolve.resolve_companies, self._store, workspace_id)
        if self._remembered is None:
            return await find(companies)
        return await self._remembered.through(workspace_id, companies, (), find)

    async def explain(
        self, workspace_id: str, people_: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, Explanation]:
        """Say of each how their ids come to mean whom they mean (read/explain.py)."""
        return await explain_people(self._store, workspace_id, people_, self._order)

    async def page(
        self,
        workspace_id: str,
        first: int,
        after: str | None = None,
        wanted: CustomersWanted = EVERYBODY,
    ) -> CustomerPage:
        """Give the next `first` of the `wanted` after the one whose id is `after`.

        InvalidRequest when `first` is out of bounds.
        """
        async with self._store.read() as connection:
            return await people.page(connection, self._store, workspace_id, first, after, wanted)

    async def is_empty(self, workspace_id: str) -> bool:
        """Whether a workspace knows no customer."""
        async with self._store.read() as connection:
            return await people.is_empty(connection, workspace_id)

    async def account_people(
        self, workspace_id: str, account_id: str, first: int, after: str | None = None
    ) -> CustomerPage:
        """Give `first` people of an account after the one whose id is `after`, oldest first."""
        async with self._store.read() as connection:
            ids, has_next, total = await account_people(
                connection, workspace_id, account_id, first, after
            )
        who = [CustomerIds(customer_id=id_) for id_ in ids]
        found = await self.resolve(workspace_id, who)
        matches = [match for each in who if isinstance(match := found.get(each), CustomerMatch)]
        return CustomerPage(tuple(matches), has_next, ids[-1] if ids else None, total)

    async def upsert(
        self,
        workspace_id: str,
        by: Provenance,
        *,
        accounts: Iterable[AccountUpsert] = (),
        org_units: Iterable[OrgUnitUpsert] = (),
        customers: Iterable[CustomerUpsert] = (),
        rules: UpsertRules = _DEFAULT_RULES,
        kind: EventKind = EventKind.UPSERT,
    ) -> list[Upserted]:
        """Get or create each (the rules: write/match.py), in one transaction.

        Accounts first, then org units, then customers: one may refer to another of the same call.
        What became of each is given in that order; a conflict stops nobody else.
        """
        _check_reason(by)
        done: list[Upserted] = []
        async with self.writing(workspace_id) as connection:
            writing = Writing(workspace_id, self._ids, self._now(), by, rules, kind)
            for each in (accounts, org_units, customers):
                said: list[Upsert] = list(each)
                for start in range(0, len(said), _AT_ONCE):
                    piece = said[start : start + _AT_ONCE]
                    done += await upsert(connection, writing, piece)
        return done

    async def add(
        self,
        workspace_id: str,
        accounts: Iterable[NewAccount],
        customers: Iterable[NewCustomer],
        by: Provenance = _PROGRAM,
    ) -> list[Upserted]:
        """Fill a directory from a program: what it says is the company's own word.

        Whoever is there already is updated; several may have one mailbox.
        """
        rules = UpsertRules(shared_emails=True, anonymous=True)
        return await self.upsert(
            workspace_id, by, accounts=accounts, customers=customers, rules=rules
        )

    async def upsert_people(
        self,
        workspace_id: str,
        by: Provenance,
        people: Sequence[PersonUpsert],
        rules: UpsertRules = _DEFAULT_RULES,
    ) -> list[PersonUpserted]:
        """Get or create people with their accounts and org units (write/together.py)."""
        if len(people) > MOST:
            raise InvalidRequest(f"At most {MOST} people in one call. Fix: several calls.")
        _check_reason(by)
        async with self.writing(workspace_id) as connection:
            writing = Writing(workspace_id, self._ids, self._now(), by, rules)
            return await upsert_people(connection, writing, people)

    async def unlink(
        self,
        workspace_id: str,
        by: Provenance,
        subject: SubjectKind,
        id_: str,
        what: tuple[str, str],
    ) -> int:
        """End a kind and value of one (write/unlink.py); how many links that were."""
        async with self._changing(workspace_id, by) as (connection, changes):
            return await unlink(connection, changes, subject, id_, what)

    async def merge(
        self,
        workspace_id: str,
        by: Provenance,
        merged: str,
        into: str,
        *,
        subject: SubjectKind = "customer",
        force: bool = False,
        preview: bool = False,
    ) -> Merged:
        """Merge one into another (write/merge.py); with `preview`, say what it would come to."""
        async with self._changing(workspace_id, by) as (connection, changes):
            return await merge(
                connection, changes, subject, merged, into, force=force, preview=preview
            )

    async def unmerge(
        self,
        workspace_id: str,
        by: Provenance,
        id_: str,
        asked: UnmergeAnswers,
        *,
        subject: SubjectKind = "customer",
        preview: bool = False,
    ) -> Unmerged:
        """Tell two apart again (write/unmerge.py); `preview` does it all and takes it back."""
        async with self._changing(workspace_id, by) as (connection, changes):
            done = await unmerge(connection, changes, subject, id_, asked)
            if preview:
                await connection.rollback()
                return replace(done, event=None)
            return done

    async def decide(
        self,
        workspace_id: str,
        by: Provenance,
        pair: tuple[str, str],
        verdict: PairVerdict,
        subject: SubjectKind = "customer",
    ) -> bool:
        """Remember "same" or "never the same" of two (write/decide.py); False: it was so."""
        async with self._changing(workspace_id, by) as (connection, changes):
            return await decide(connection, changes, subject, pair, verdict)

    async def suggestions(
        self, workspace_id: str, first: int, after: str | None = None
    ) -> SuggestionPage:
        """Give customers who may be one, the most probable first (suggest/).

        To accept one is `merge`, to dismiss it is `decide` "different": neither comes again.
        InvalidRequest: `first` is out of bounds, `after` is no cursor of this list.
        """
        page = await self._suggester.page(workspace_id, first, after)
        ids = {id_ for each in page.pairs for id_ in (each.pair.left, each.pair.right)}
        who = {id_: CustomerIds(customer_id=id_) for id_ in sorted(ids)}
        found = await self.resolve(workspace_id, list(who.values()))
        suggestions = []
        for each in page.pairs:
            keep, other = found.get(who[each.pair.left]), found.get(who[each.pair.right])
            if isinstance(keep, CustomerMatch) and isinstance(other, CustomerMatch):
                score = each.pair.score / 100
                suggestions.append(
                    MergeSuggestion(keep, other, score, each.reasons, each.conflicts, each.cursor)
                )
        return SuggestionPage(suggestions, page.has_next, page.total, page.compared)

    async def erase(self, workspace_id: str, by: Provenance, id_: str) -> Erased:
        """Erase a customer (write/erase.py), and what the database keeps of deleted rows."""
        async with self._changing(workspace_id, by) as (connection, changes):
            erased = await erase(connection, changes, id_)
        await self._store.scrub()
        return erased

    async def whole(
        self, workspace_id: str, id_: str, *, subject: SubjectKind = "customer"
    ) -> WholeSubject | None:
        """Give everything there is of one, the log of them too; None: nobody has the id."""
        async with self._store.read() as connection:
            return await whole_of(connection, workspace_id, subject, id_)

    async def everybody(self, workspace_id: str) -> AsyncIterator[list[WholeSubject]]:
        """Give everything there is of every customer, some at a time."""
        after = ""
        while True:
            async with self._store.read() as connection:
                found = await whole_page(connection, workspace_id, "customer", after, _EXPORTED)
            if not found:
                return
            yield found
            after = found[-1].id

    async def as_of(
        self, workspace_id: str, id_: str, at: int | datetime, *, subject: SubjectKind = "customer"
    ) -> tuple[str, list[LinkRow]]:
        """Give whom an id meant after an event or at a moment, and what was valid of them."""
        async with self._store.read() as connection:
            seq = at if isinstance(at, int) else await event_at(connection, workspace_id, at)
            return await links_as_of(connection, workspace_id, subject, id_, seq)

    async def links(
        self, workspace_id: str, subject: SubjectKind, id_: str, *, ended: bool = False
    ) -> list[LinkRow]:
        """Give everything that is said of one, and by whom (read/about.py)."""
        async with self._store.read() as connection:
            return await links_of(connection, workspace_id, subject, id_, ended=ended)

    async def allowed(self, workspace_id: str, field: str) -> list[str]:
        """List the tags or the owners there are."""
        async with self._store.read() as connection:
            return await allowed(connection, workspace_id, field)

    async def allow(self, workspace_id: str, field: str, names: list[str]) -> list[str]:
        """Add tags or owners; gives those that are new."""
        async with self.writing(workspace_id) as connection:
            return await allow(connection, workspace_id, field, names)

    @asynccontextmanager
    async def _changing(
        self, workspace_id: str, by: Provenance
    ) -> AsyncIterator[tuple[AsyncConnection, Changes]]:
        _check_reason(by)
        async with self.writing(workspace_id) as connection:
            seq = await last_seq(connection, workspace_id)
            yield connection, Changes(workspace_id, self._ids, self._now(), by, seq)

    @asynccontextmanager
    async def writing(self, workspace_id: str) -> AsyncIterator[AsyncConnection]:
        """One write transaction; whoever writes in this workspace waits for whoever is at it.

        So what a transaction found when it decided is so until it is committed, on every database.
        """
        async with self._store.write(lock=writers_lock(workspace_id)) as connection:
            yield connection

    async def simulate(
        self, workspace_id: str, now: FindingRules, rules: FindingRules
    ) -> RulesTried:
        """Say what other rules would come to (read/simulate.py); it writes nothing."""
        async with self._store.read() as connection:
            return await simulate(connection, workspace_id, now, rules)

    async def last_event(self, workspace_id: str) -> EventMark:
        """Give the last event that there is."""
        async with self._store.read() as connection:
            return await last_event(connection, workspace_id)

    async def news(self, workspace_id: str, after: EventMark) -> DirectoryNews:
        """Say what happened after an event, whoever did it (read/news.py)."""
        async with self._store.read() as connection:
            return await news_after(connection, workspace_id, after)

    async def ping(self) -> None:
        """DirectoryUnavailable when the store does not answer."""
        await self._store.ping()


def _check_reason(by: Provenance) -> None:
    if by.reason is not None and not storable(by.reason):
        raise InvalidRequest("The reason holds a character that cannot be kept, such as NUL.")
