"""Answers a recording again: the same request, the recorded replies, the cards as they are now."""

import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, TypeVar

import orjson

from aggregator.authoring.cases.spelling import CaseError, meant, read_error
from aggregator.authoring.recording.recording import Recording
from aggregator.authoring.workbench import Stage, Workbench
from aggregator.directory.explained import Explanation
from aggregator.directory.values import EVERYBODY, CustomerPage, CustomersWanted
from aggregator.domain.card import Outcome
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import (
    AggregatorError,
    DirectoryUnavailable,
    InvalidRequest,
    SourceUnavailable,
)
from aggregator.domain.lookup import Connector, Lookup, Record
from aggregator.domain.plain.request import CardRequest, parse
from aggregator.domain.plain.response import CardAnswer, read
from aggregator.loaders import Loaders
from aggregator.pipeline.execute import Executed, execute
from aggregator.pipeline.plan import Budget, plan
from aggregator.pipeline.render import render
from aggregator.pipeline.respond import respond
from aggregator.render.card import CompiledCard
from aggregator.schema.context import RequestContext
from aggregator.schema.providers import bind
from aggregator.telemetry.trace import Batch, Trace

IdsT = TypeVar("IdsT", CustomerIds, TenantIds)
MatchT = TypeVar("MatchT", CustomerMatch, AccountMatch)

AT_ONCE = Budget(soft=60.0, raised_max=60.0, answer=60.0)
"""Nobody is waited for, so no time is too short."""


@dataclass(frozen=True, slots=True)
class Replayed:
    """What a request came to. `missing`: what was asked and the recording has no reply to."""

    answers: Mapping[str, CardAnswer]
    outcomes: Mapping[str, Outcome]
    results: Executed
    missing: tuple[str, ...]


async def replay(
    recording: Recording, workbench: Workbench, keys: Sequence[str] | None = None
) -> Replayed:
    """Answer `recording`, all of its cards or only `keys`. Raises CaseError.

    Whatever was late when it was recorded is there at once now.
    """
    request = _request(recording, keys)
    player, stage = _Player(recording), workbench.stage()
    sources = [_source(name, entry, stage, player) for name, entry in recording.sources.items()]
    planned = plan(request, stage.catalog, AT_ONCE, Deadline(time.monotonic()))
    request_context = RequestContext(
        request.workspace_id,
        player,
        bind(sources, stage.world.types_of),
        Loaders(Trace(recording.id)),
        planned.answer,
        planned.bounds,
        unlinked_ids=recording.unlinked_ids,
    )
    results = await execute(planned, request, stage.engine, request_context)
    cards: Mapping[str, CompiledCard] = {each.card.key: each.card for each in planned.cards}
    outcomes = {
        **render(cards, results, recording.render_context),
        **planned.settled,
    }
    body = respond(request, outcomes, workbench.told(recording.id, recording.sources))
    answers = {card.key: card for card in read(body, request.card_keys).cards}
    return Replayed(answers, outcomes, results, tuple(player.missing))


def _request(recording: Recording, keys: Sequence[str] | None) -> CardRequest:
    body = {**recording.request, "cardKeys": list(recording.keys if keys is None else keys)}
    try:
        return parse(orjson.dumps(body), recording.workspace_id)
    except (InvalidRequest, orjson.JSONEncodeError) as error:
        raise CaseError(f'"request" is none of Plain\'s: {error}') from None


def _source(
    name: str, entry: Mapping[str, Any], stage: Stage, player: "_Player"
) -> "_PlayedSource":
    connector = stage.world.connectors.get(str(entry.get("connector")))
    if connector is None:
        known = meant(str(entry.get("connector")), stage.world.connectors)
        raise CaseError(f"The source {name} is of a connector that does not exist. {known}")
    return _PlayedSource(name, connector, player)


class _Player:
    """Replies as they were recorded; the directory's part of them. Raises CaseError when made."""

    def __init__(self, recording: Recording) -> None:
        self._customers = _found(recording.customers, CustomerIds, CustomerMatch)
        self._accounts = _found(recording.accounts, TenantIds, AccountMatch)
        self._replies = {
            (source, lookup, key): _reply(reply, f"{source}.{lookup}")
            for source, lookups in recording.replies.items()
            for lookup, keys in lookups.items()
            for key, reply in keys.items()
        }
        self.missing: dict[str, None] = {}

    async def resolve(
        self, _workspace_id: str, people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, CustomerMatch | AggregatorError]:
        return self._known(people, self._customers)

    async def resolve_accounts(
        self, _workspace_id: str, companies: Sequence[TenantIds]
    ) -> Mapping[TenantIds, AccountMatch | AggregatorError]:
        return self._known(companies, self._accounts)

    async def explain(
        self, _workspace_id: str, _people: Sequence[CustomerIds]
    ) -> Mapping[CustomerIds, Explanation]:
        self.missing["the directory"] = None
        raise DirectoryUnavailable("A recording does not say how a customer was found")

    async def page(
        self,
        _workspace_id: str,
        _first: int,
        _after: str | None = None,
        _wanted: CustomersWanted = EVERYBODY,
    ) -> CustomerPage:
        raise DirectoryUnavailable("A recording holds no list of customers")

    def records(self, source: str, lookup: str, key: str) -> list[Record | None] | AggregatorError:
        """What came for a key, or the error that came instead."""
        reply = self._replies.get((source, lookup, key))
        if reply is None:
            self.missing[f"{source}.{lookup}"] = None
            reply = SourceUnavailable(source, f"The recording holds no reply of {source}.{lookup}")
        return reply

    def _known(
        self, asked: Sequence[IdsT], recorded: Mapping[IdsT, MatchT | AggregatorError | None]
    ) -> dict[IdsT, MatchT | AggregatorError]:
        found: dict[IdsT, MatchT | AggregatorError] = {}
        for who in asked:
            if who not in recorded:
                self.missing["the directory"] = None
                found[who] = DirectoryUnavailable("The recording does not say who this is")
            elif (match := recorded[who]) is not None:
                found[who] = match
        return found


class _PlayedSource:
    """A source that replies as it was recorded."""

    def __init__(self, name: str, connector: Connector, player: _Player) -> None:
        self.name = name
        self.connector = connector
        self._player = player

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, _deadline: Deadline, _batch: Batch
    ) -> Mapping[str, Sequence[Record | None] | AggregatorError]:
        maximum = max(1, per_key) if lookup.many else 1
        found = {key: self._player.records(self.name, lookup.name, key) for key in keys}
        return {
            key: reply if isinstance(reply, AggregatorError) else reply[:maximum]
            for key, reply in found.items()
            if reply
        }


def _found(
    entries: Sequence[Mapping[str, Any]], who: type[IdsT], kind: type[MatchT]
) -> dict[IdsT, MatchT | AggregatorError | None]:
    """Read whom the directory was asked for, and whom it found."""
    known: dict[IdsT, MatchT | AggregatorError | None] = {}
    try:
        for entry in entries:
            found = entry.get("found")
            known[who(**entry["asked"])] = (
                read_error(entry["error"])
                if "error" in entry
                else None
                if found is None
                else kind(**_read(found))
            )
    except (KeyError, TypeError, AttributeError) as error:
        raise CaseError(f"The directory's part of it cannot be read: {error}") from None
    return known


_KINDS = ("claimed", "others")
"""What of a match are sets of kinds."""


def _read(found: Mapping[str, Any]) -> dict[str, Any]:
    kinds = {name: frozenset(found[name]) for name in _KINDS if name in found}
    return {**found, **kinds, "keys": _keys(found.get("keys", {}))}


def _keys(keys: Mapping[str, Any]) -> dict[str, Any]:
    return {kind: tuple(key) if isinstance(key, list) else key for kind, key in keys.items()}


def _reply(reply: Any, where: str) -> list[Record | None] | AggregatorError:
    if isinstance(reply, Mapping) and isinstance(reply.get("error"), Mapping):
        return read_error(reply["error"])
    records = reply.get("records") if isinstance(reply, Mapping) else None
    if not isinstance(records, list):
        raise CaseError(f'A reply of {where} needs "records", a list, or "error"')
    return records
