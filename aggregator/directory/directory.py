"""The directory: who a customer is, in every source."""

from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import UTC, datetime

from aggregator.directory import add, people, resolve
from aggregator.directory.ids import IdFactory, TimeOrderedIds
from aggregator.directory.values import CustomerPage, NewAccount, NewCustomer
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.errors import AggregatorError
from aggregator.store import Store


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Directory:
    """Customers and accounts of every workspace, over the store.

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
        """Find whom each person's ids mean (the rules: resolve.py). Absent: not found.

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

    async def add(
        self, workspace_id: str, accounts: Iterable[NewAccount], customers: Iterable[NewCustomer]
    ) -> None:
        """Add all of them in one transaction, or none.

        InvalidRequest names the first that the directory cannot hold, by position.
        """
        async with self._store.write() as connection:
            batch_of = (workspace_id, self._ids, self._now())
            await add.add(connection, batch_of, accounts, customers)

    async def ping(self) -> None:
        """DirectoryUnavailable when the store does not answer."""
        await self._store.ping()
