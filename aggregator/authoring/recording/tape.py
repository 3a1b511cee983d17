"""Listens to one request: who was asked what, and what came back."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, replace
from graphlib import TopologicalSorter
from itertools import pairwise
from typing import Any, TypeVar

from aggregator.authoring.cases.spelling import write_error
from aggregator.authoring.recording.recording import Recording, written_answer, written_request
from aggregator.directory.explained import Explanation
from aggregator.directory.values import EVERYBODY, CustomerPage, CustomersWanted
from aggregator.domain.customer import (
    AccountMatch,
    CustomerIds,
    CustomerMatch,
    TenantIds,
    UnlinkedIds,
)
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, SourceTimeout
from aggregator.domain.lookup import Connector, Found, Lookup
from aggregator.domain.plain.request import CardRequest
from aggregator.domain.plain.response import read
from aggregator.pipeline.respond import FailureWords
from aggregator.render.card import RenderContext
from aggregator.schema.context import RequestContext
from aggregator.schema.systems import People, Providers, Source
from aggregator.telemetry.trace import Batch, Trace

IdsT = TypeVar("IdsT", CustomerIds, TenantIds)


class Tape:
    """What one request's scope was told. `listening` before it executes, `answered` afterwards."""

    def __init__(self) -> None:
        self._sources: Mapping[str, Source] = {}
        self._unlinked_ids: UnlinkedIds = "one_person"
        self._answered: tuple[CardRequest, bytes, RenderContext, FailureWords] | None = None
        self.customers: list[dict[str, Any]] = []
        self.accounts: list[dict[str, Any]] = []
        self.replies: dict[str, dict[str, dict[str, Any]]] = {}

    def listening(self, request_context: RequestContext) -> RequestContext:
        """Give `request_context` with this tape between it and whom it asks."""
        self._sources = _in_order(request_context.providers)
        heard = {name: _HeardSource(each, self.replies) for name, each in self._sources.items()}
        providers = {
            field: tuple(
                tuple(replace(each, source=heard[each.source.name]) for each in route)
                for route in routes
            )
            for field, routes in request_context.providers.items()
        }
        self._unlinked_ids = request_context.unlinked_ids
        return replace(
            request_context,
            providers=providers,
            directory=_HeardPeople(request_context.directory, self),
            inferred=None,  # a recording holds all that an answer came from
        )

    def answered(
        self, request: CardRequest, body: bytes, context: RenderContext, told: FailureWords
    ) -> None:
        """Keep what Plain is told, and for whom that was."""
        self._answered = request, body, context, told

    @property
    def addresses(self) -> set[str]:
        """E-mail addresses of whom was asked about, as they were given and as they are known."""
        told = [side for each in self.customers for side in (each["asked"], each.get("found"))]
        found = {side["email"] for side in told if side and side.get("email")}
        request = self._answered[0] if self._answered else None
        if request is not None and request.customer is not None and request.customer.email:
            found.add(request.customer.email)
        return found

    def recording(self, trace: Trace, clean: Callable[[Any], Any]) -> Recording | None:
        """Give all that was heard, each part through `clean`; None when nothing was answered."""
        if self._answered is None:
            return None
        request, body, context, told = self._answered
        return Recording(
            id=trace.id,
            at=context.now,
            request=clean(written_request(request)),
            context={
                "workspace": request.workspace_id,
                "locale": context.locale,
                "currency": context.currency,
                "timeZone": context.time_zone,
                "unlinkedIds": self._unlinked_ids,
            },
            sources={name: _source(source, told) for name, source in self._sources.items()},
            customers=clean(self.customers),
            accounts=clean(self.accounts),
            replies=clean(self.replies),
            calls=[_call(exchange) for exchange in map(asdict, trace.exchanges())],
            answers={
                answer.key: clean(written_answer(answer))
                for answer in read(body, request.card_keys).cards
            },
        )


class _HeardSource:
    """A source, and what it replied."""

    def __init__(self, source: Source, replies: dict[str, dict[str, dict[str, Any]]]) -> None:
        self._source = source
        self._replies = replies

    @property
    def name(self) -> str:
        return self._source.name

    @property
    def connector(self) -> Connector:
        return self._source.connector

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Mapping[str, Found]:
        heard = self._replies.setdefault(self.name, {}).setdefault(lookup.name, {})
        # Until it replies: a request that ends first was not answered in time.
        late = write_error(SourceTimeout(self.name, "not in time"))
        heard.update({key: {"error": late} for key in keys})
        try:
            found = await self._source.records(lookup, keys, per_key, deadline, batch)
        except AggregatorError as error:
            heard.update({key: {"error": write_error(error)} for key in keys})
            raise
        heard.update({key: _reply(found.get(key, ())) for key in keys})
        return found


def _reply(found: Found) -> dict[str, Any]:
    if isinstance(found, AggregatorError):
        return {"error": write_error(found)}
    return {"records": list(found)}


class _HeardPeople:
    """The directory, and whom it found."""

    def __init__(self, people: People, tape: Tape) -> None:
        self._people = people
        self._tape = tape

    async def resolve(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        try:
            found = await self._people.resolve(workspace_id, people)
        except AggregatorError as error:
            self._tape.customers += [_asked(customer_ids, error) for customer_ids in people]
            raise
        self._tape.customers += [
            _asked(customer_ids, found.get(customer_ids)) for customer_ids in people
        ]
        return found

    async def resolve_accounts(
        self, workspace_id: str, companies: Sequence[TenantIds]
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        try:
            found = await self._people.resolve_accounts(workspace_id, companies)
        except AggregatorError as error:
            self._tape.accounts += [_asked(company, error) for company in companies]
            raise
        self._tape.accounts += [_asked(company, found.get(company)) for company in companies]
        return found

    async def explain(
        self, workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, Explanation]:
        return await self._people.explain(workspace_id, people)

    async def page(
        self,
        workspace_id: str,
        first: int,
        after: str | None = None,
        wanted: CustomersWanted = EVERYBODY,
    ) -> CustomerPage:
        return await self._people.page(workspace_id, first, after, wanted)


def _asked(
    who: CustomerIds | TenantIds, found: CustomerMatch | AccountMatch | AggregatorError | None
) -> dict[str, Any]:
    asked = {name: value for name, value in asdict(who).items() if value is not None}
    if isinstance(found, AggregatorError):
        return {"asked": asked, "error": write_error(found)}
    return {"asked": asked, "found": None if found is None else _written(asdict(found))}


def _written(found: Mapping[str, Any]) -> dict[str, Any]:
    """In the words of JSON, which has no sets."""
    return {
        name: sorted(value) if isinstance(value, frozenset) else value
        for name, value in found.items()
    }


def _in_order(providers: Providers) -> dict[str, Source]:
    """List the sources as they are ordered in each field: their order decides between them."""
    sources = {
        route[-1].source.name: route[-1].source for routes in providers.values() for route in routes
    }
    sorter = TopologicalSorter[str](dict.fromkeys(sorted(sources), ()))
    for routes in providers.values():
        for first, second in pairwise(dict.fromkeys(each[-1].source.name for each in routes)):
            sorter.add(second, first)
    return {name: sources[name] for name in sorter.static_order()}


def _source(source: Source, told: FailureWords) -> dict[str, str]:
    owner = told.operator(source.name)
    said = {"connector": source.connector.key, "words": told.source_labels(source.name)}
    return {**said, "owner": owner} if owner else said


def _call(exchange: Mapping[str, Any]) -> dict[str, Any]:
    started, ended = exchange["started"], exchange["ended"]
    return {
        "source": exchange["source"],
        "route": exchange["route"],
        "status": exchange["status"],
        "ms": None if ended is None else round((ended - started) * 1000, 1),
        "error": exchange["error"],
    }
