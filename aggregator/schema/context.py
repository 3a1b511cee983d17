"""What a resolver may reach: the request it serves, who asks, and how to find things.

`RequestContext` is one HTTP request: its loaders are shared by all cards, which is how their
lookups meet in one batch. `OperationContext` is one operation in it (a card, or what was sent to
/graphql).
"""

import asyncio
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from aggregator.directory.explained import Explanation
from aggregator.domain.customer import (
    AccountMatch,
    CustomerIds,
    CustomerMatch,
    TenantIds,
    ThreadIds,
    UnlinkedIds,
)
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    AggregatorError,
    DirectoryUnavailable,
    NoSourceId,
    SourceMalformed,
    SourceNotConnected,
    SourceRefused,
    SourceTimeout,
)
from aggregator.domain.lookup import Record
from aggregator.loaders import Caller, Loader, Loaders
from aggregator.schema.directory_writer import DirectoryWriter
from aggregator.schema.gathering import (
    and_unasked,
    first_found,
    firsts,
    item_or_error,
    merged,
    started,
    under_way,
    unless_found,
)
from aggregator.schema.inferred_ids import InferredId, RequestInferredIds
from aggregator.schema.lookup_plan import (
    ACCOUNTS,
    CUSTOMERS,
    RESOLUTIONS,
    Key,
    Keys,
    is_linked,
)
from aggregator.schema.systems import People, Provider, ProviderRoute, Providers
from aggregator.schema.ways import ways
from aggregator.telemetry.trace import Batch

Bounds = Mapping[tuple[str, str], int]
"""(type, field) -> the most items that any selection wants of a list."""


@dataclass(frozen=True, slots=True)
class RequestContext:
    """One request. `deadline`: nothing that is found afterwards is of use to it.

    `unlinked_ids`: whether an operation may show what ids name that nobody linked (one_person.py).
    `bounds` promises how many items selections will want of a list, so that one fetch is enough.
    `inferred`: ids that sources named before; None: they are asked.
    """

    workspace_id: str
    directory: People
    providers: Providers
    loaders: Loaders
    deadline: Deadline
    bounds: Bounds = field(default_factory=dict)
    unlinked_ids: UnlinkedIds = "one_person"
    inferred: RequestInferredIds | None = None

    def caller(self, name: str, deadline: Deadline) -> Caller:
        return Caller(name, deadline, _late, self.loaders.alarm)

    def loader(self, provider: Provider) -> Loader[str, Any]:
        loader: Loader[str, Any] | None = self.loaders.known(provider.name)
        return self._make_loader(provider) if loader is None else loader

    def usual(self, field: str, keys: Keys) -> tuple[Provider, str] | None:
        """As mostly, one source provides a field, and is asked by one id that is there."""
        routes = self.providers.get(field, ())
        if len(routes) != 1 or len(routes[0]) != 1:
            return None
        provider = routes[0][0]
        key = provider.step.key_in(keys)
        return (provider, key) if isinstance(key, str) else None

    def customers(self) -> Loader[CustomerIds, CustomerMatch]:
        return self.loaders.get(CUSTOMERS, self._resolved)

    def accounts(self) -> Loader[TenantIds, AccountMatch]:
        return self.loaders.get(ACCOUNTS, self._resolved_accounts)

    def resolutions(self) -> Loader[CustomerIds, Explanation]:
        return self.loaders.get(RESOLUTIONS, self._explained)

    async def _resolved(
        self, people: Sequence[CustomerIds], _per_key: int, _batch: Batch
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        return await self.directory.resolve(self.workspace_id, people)

    async def _resolved_accounts(
        self, companies: Sequence[TenantIds], _per_key: int, _batch: Batch
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        return await self.directory.resolve_accounts(self.workspace_id, companies)

    async def _explained(
        self, people: Sequence[CustomerIds], _per_key: int, _batch: Batch
    ) -> Mapping[CustomerIds, Explanation]:
        return await self.directory.explain(self.workspace_id, people)

    def _make_loader(self, provider: Provider) -> Loader[str, Any]:
        batch_load = partial(self._records, provider)
        loader = self.loaders.get(provider.name, batch_load, provider.lookup.batch.max)
        for each in provider.lists:
            loader.at_least(self.bounds.get(each, 1))
        return loader

    async def _records(
        self, provider: Provider, keys: Sequence[str], per_key: int, batch: Batch
    ) -> Mapping[str, object | AggregatorError]:
        records = await provider.source.records(
            provider.lookup, keys, per_key, self.deadline, batch
        )
        return {
            key: found if isinstance(found, AggregatorError) else _read(provider, found)
            for key, found in records.items()
        }


@dataclass(slots=True)
class OperationContext:
    """One operation. `given` is false when it names no customer; then `customer_ids` is None too.

    What was found out is read from its loads when it has ended: `known`, `matched_by`.
    """

    request_context: RequestContext
    caller: Caller
    customer_ids: CustomerIds | None = None
    thread: ThreadIds | None = None
    tenant: TenantIds | None = None
    given: bool = True
    writer: DirectoryWriter | None = None
    _loads: "list[asyncio.Future[Any]]" = field(default_factory=list)
    _own_match: "asyncio.Future[CustomerMatch | None] | None" = None

    @property
    def matched_by(self) -> str | None:
        """By which identity the directory found the request's customer; None while it has not."""
        match = _result(self._own_match)
        return None if match is None else str(match.matched_by)

    @property
    def known(self) -> bool:
        """Whether the directory or a source knows whom it was asked about."""
        if _result(self._own_match) is not None:
            return True
        return any(_result(each) is not None for each in self._loads)

    def one(self, field: str, keys: Keys) -> Any:
        """The field's value: the first that is not None, in the order of the sources."""
        usual = self.request_context.usual(field, keys)
        if usual is not None:
            return self._load(*usual, 1)
        routes = self._routes(field, keys)
        found = [self._find(*way) for way in routes]
        if len(found) == 1 and found[0] is not None:
            return found[0]  # as mostly: one source has it, and can be asked
        unasked = _unasked(field, routes, found)
        if unasked:
            return under_way(unless_found(first_found(started(found)), unasked[0]))
        return found[0] if len(found) == 1 else under_way(first_found(started(found)))

    def many(self, field: str, keys: Keys, first: int, newest: str | None) -> Any:
        """The first `first` items of all sources, newest first.

        Of a source that failed, or that nobody could be asked by, its error stands behind the
        items of the others.
        """
        usual = self.request_context.usual(field, keys)
        if usual is not None and first and usual[0].lookup.many:
            return firsts(self._load(*usual, first), first)
        routes = self._routes(field, keys)
        if first == 0:
            return []
        parts = [self._find(*way, first, newest) for way in routes]
        if len(parts) == 1 and parts[0] is not None:
            return firsts(parts[0], first)
        unasked = _unasked(field, routes, parts)
        items = merged(started(parts), first, newest)
        return under_way(and_unasked(items, unasked) if unasked else items)

    def each_source(
        self, field: str, keys: Keys, first: int, newest: str | None
    ) -> "list[tuple[str, asyncio.Future[Any] | NoSourceId]]":
        """What each source has of a list, its name first; or why it could not be asked."""
        if not self.request_context.providers.get(field):
            return []
        routes = self._routes(field, keys)
        parts = [self._find(*way, first, newest) for way in routes]
        return [
            (route[-1].source.name, _no_id(field, route) if part is None else started([part])[0])
            for (route, _), part in zip(routes, parts, strict=True)
        ]

    def customer(self, customer_ids: CustomerIds) -> "asyncio.Future[CustomerMatch | None]":
        found = self.request_context.customers().load(customer_ids, self.caller)
        if customer_ids is self.customer_ids:
            self._own_match = found
        return found

    def explained(self, customer_ids: CustomerIds) -> "asyncio.Future[Explanation | None]":
        return self.request_context.resolutions().load(customer_ids, self.caller)

    def account(self, company: TenantIds) -> "asyncio.Future[AccountMatch | None]":
        return self.request_context.accounts().load(company, self.caller)

    def _routes(self, field: str, keys: Keys) -> "list[tuple[ProviderRoute, Keys]]":
        """The routes to a field, each from the step at which it is begun, and by which keys.

        Of a person whom a source knows by several ids, for they were merged, a route for each.
        """
        routes = self.request_context.providers.get(field, ())
        if not routes:
            raise SourceNotConnected(
                field, f"No connected source provides {field}. Fix: connect one", field=field
            )
        return ways(routes, keys) if is_linked(field) else [(route, keys) for route in routes]

    def _find(
        self, route: ProviderRoute, keys: Keys, first: int | None = None, newest: str | None = None
    ) -> Any:
        """An awaitable of the value, or None at once when there is no key to ask by.

        With `first` the value is a list; without, the first of several keys is the one asked.
        """
        provider = route[0]
        key = provider.step.key_in(keys)
        if len(route) == 1:
            return self._ask(provider, key, first, newest)
        inferred = self.request_context.inferred
        begun = None if inferred is None else inferred.begin_with(route, key)
        if begun is not None and inferred is not None:
            return under_way(self._by_inferred(begun, inferred, route, first, newest))
        link = self._ask(provider, key, None)
        return None if link is None else under_way(self._named(link, route, key, first, newest))

    async def _by_inferred(
        self,
        begun: InferredId,
        inferred: RequestInferredIds,
        route: ProviderRoute,
        first: int | None,
        newest: str | None,
    ) -> Any:
        """Begin with what the first provider named before; it is asked where that may not do."""
        probe = replace(self, _loads=[])
        try:
            found = await probe._onward(_done(begun), route[1:], first, newest)  # noqa: SLF001 -- of its own class
        except (SourceRefused, SourceMalformed):
            found = None
        if inferred.may_show(route[0], begun, found):
            self._loads += probe._loads  # noqa: SLF001
            return found
        link = self._load(route[0], begun.value, 1)
        return await self._named(link, route, begun.value, first, newest)

    async def _named(
        self,
        link: "asyncio.Future[Any]",
        route: ProviderRoute,
        key: Key | None,
        first: int | None,
        newest: str | None,
    ) -> Any:
        """Go on from what the first provider names for `key`, and remember it."""
        linked = await link
        if self.request_context.inferred is not None:
            named = {} if linked is None else linked.keys
            self.request_context.inferred.came(route[0], key, named)
        return await self._onward(link, route[1:], first, newest)

    async def _onward(
        self, link: Any, route: Sequence[Provider], first: int | None, newest: str | None
    ) -> Any:
        for provider in route:
            linked = None if link is None else await link
            key = None if linked is None else provider.step.key_in(linked.keys)
            link = self._ask(provider, key, first if provider is route[-1] else None, newest)
        return None if link is None else await link

    def _ask(
        self, provider: Provider, key: Key | None, first: int | None, newest: str | None = None
    ) -> Any:
        if isinstance(key, str) and first is not None and not provider.lookup.many:
            key = (key,)
        if isinstance(key, tuple):
            if first is not None and provider.lookup.many:
                return under_way(self._lists(provider, key, first, newest))
            if first is not None:
                return under_way(self._each(provider, key[:first]))
            key = key[0] if key else None
        return None if key is None else self._load(provider, key, first or 1)

    async def _each(self, provider: Provider, keys: Sequence[str | AggregatorError]) -> list[Any]:
        """One item a key; where some can be had, an error stands for each that cannot."""
        loads = [self._load(provider, key, 1) for key in keys]
        found = await asyncio.gather(*loads, return_exceptions=True)
        items = [item_or_error(each) for each in found if each is not None]
        if items and all(isinstance(item, AggregatorError) for item in items):
            raise items[0]
        return items

    async def _lists(
        self,
        provider: Provider,
        keys: Sequence[str | AggregatorError],
        first: int,
        newest: str | None,
    ) -> list[Any]:
        """The items of all keys, newest first."""
        return await merged([self._load(provider, key, first) for key in keys], first, newest)

    def _load(
        self, provider: Provider, key: str | AggregatorError, per_key: int
    ) -> "asyncio.Future[Any]":
        if isinstance(key, AggregatorError):
            failed: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
            failed.set_exception(key)
            return failed
        wanted = per_key if provider.lookup.many else 1
        future = self.request_context.loader(provider).load(key, self.caller, wanted)
        self._loads.append(future)
        return future


def _done(value: Any) -> "asyncio.Future[Any]":
    done: asyncio.Future[Any] = asyncio.get_running_loop().create_future()
    done.set_result(value)
    return done


def _result(load: "asyncio.Future[Any] | None") -> Any:
    """What came of a load; None while nothing has, or when it failed."""
    if load is None or not load.done() or load.cancelled() or load.exception() is not None:
        return None
    return load.result()


def _unasked(
    field: str, routes: "Sequence[tuple[ProviderRoute, Keys]]", found: Sequence[Any]
) -> list[NoSourceId]:
    """Why sources of a linked field were not asked: nobody knows an id there."""
    if not is_linked(field):
        return []
    return [
        _no_id(field, route) for (route, _), each in zip(routes, found, strict=True) if each is None
    ]


def _no_id(field: str, route: ProviderRoute) -> NoSourceId:
    source, key = route[0].step.source, route[0].step.lookup.key
    return NoSourceId(
        source,
        f"Nobody knows the id that {source} is asked by for {field} ({key}). "
        "Fix: link it in the customer directory",
        field=field,
        key=key,
    )


def _read(provider: Provider, records: Sequence[Record | None]) -> object:
    try:
        return provider.read(records)
    except AggregatorError as error:  # this key's alone
        return error


def _late(loader: str) -> AggregatorError:
    """What an asker is told whose deadline passed: the cause as far as it is known."""
    source, _, lookup = loader.partition(".")
    if source == "directory":
        return DirectoryUnavailable("The directory did not answer in time", loader=loader)
    return SourceTimeout(source, f"{source} did not answer in time", lookup=lookup)
