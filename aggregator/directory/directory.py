"""The directory: who a customer is, in every source."""

from collections.abc import AsyncIterator, Callable, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from datetime import UTC, datetime

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import IdFactory, TimeOrderedIds
from aggregator.directory.read import people, resolve
from aggregator.directory.values import (
    AccountUpsert,
    CustomerPage,
    CustomerUpsert,
    OrgUnitUpsert,
    Provenance,
    Upsert,
    Upserted,
    UpsertRules,
)
from aggregator.directory.write.upsert import Writing, upsert
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import AggregatorError
from aggregator.store import Store

_AT_ONCE = 2_000
"""Upserts that are decided together: what they speak of is in memory meanwhile."""

_DEFAULT_RULES = UpsertRules()


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
    ) -> None:
        self._store = store
        self._ids = ids or TimeOrderedIds()
        self._now = now

    async def resolve(
        self, workspace_id: str, people_: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        """Find whom each person's ids mean (the rules: read/resolve.py). Absent: not found.

        AmbiguousCustomer is the VALUE for a person whose ids mean several.
        """
        async with self._store.read() as connection:
            return await resolve.resolve_people(connection, workspace_id, people_)

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds]
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        """Find which account each company's ids mean, as `resolve` does for people."""
        async with self._store.read() as connection:
            return await resolve.resolve_companies(connection, workspace_id, companies)

    async def page(
        self, workspace_id: str, first: int, after: str | None = None, search: str | None = None
    ) -> CustomerPage:
        """Give `first` customers after the one whose id is `after`, oldest first.

        `search`: part of a name, e-mail or id. InvalidRequest when `first` is out of bounds.
        """
        async with self._store.read() as connection:
            return await people.page(connection, workspace_id, first, after, search)

    async def upsert(
        self,
        workspace_id: str,
        by: Provenance,
        *,
        accounts: Iterable[AccountUpsert] = (),
        org_units: Iterable[OrgUnitUpsert] = (),
        customers: Iterable[CustomerUpsert] = (),
        rules: UpsertRules = _DEFAULT_RULES,
    ) -> list[Upserted]:
        """Get or create each (the rules: write/match.py), in one transaction.

        Accounts first, then org units, then customers: one may refer to another of the same call.
        What became of each is given in that order; a conflict stops nobody else.
        """
        done: list[Upserted] = []
        async with self.writing(workspace_id) as connection:
            writing = Writing(workspace_id, self._ids, self._now(), by, rules)
            for each in (accounts, org_units, customers):
                said: list[Upsert] = list(each)
                for start in range(0, len(said), _AT_ONCE):
                    piece = said[start : start + _AT_ONCE]
                    done += await upsert(connection, writing, piece)
        return done

    @asynccontextmanager
    async def writing(self, workspace_id: str) -> AsyncIterator[AsyncConnection]:
        """One write transaction; whoever writes in this workspace waits for whoever is at it.

        So what a transaction found when it decided is so until it is committed, on every database.
        """
        async with self._store.write(lock=f"directory {workspace_id}") as connection:
            yield connection

    async def ping(self) -> None:
        """DirectoryUnavailable when the store does not answer."""
        await self._store.ping()
