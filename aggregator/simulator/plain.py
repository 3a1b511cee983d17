"""The local Plain: opens customers, asks for their cards, keeps what it gets, as Plain does."""

import asyncio
import itertools
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, Self

import httpx

from aggregator.simulator.cache import InstanceCache, Slot, slot
from aggregator.simulator.call import Outgoing, prepare
from aggregator.simulator.clock import PlainClock, RealClock
from aggregator.simulator.configs import CardConfig, PlainWorkspace
from aggregator.simulator.grouping import Group, group
from aggregator.simulator.instances import (
    Carrier,
    Errored,
    Instance,
    Loaded,
    Loading,
    Request,
    Timeout,
    Unknown,
    is_fresh,
)
from aggregator.simulator.judge import AcceptedCard, CardFailure, FailureKind, judge, retriable
from aggregator.simulator.send import Attempt, Received, send
from aggregator.simulator.visit import Visit
from aggregator.upstream.transport import AiohttpTransport

RETRY_AFTER: Final = 1.0
"""Seconds between the two attempts."""

ERRORS_KEPT: Final = 300
"""Seconds that an integration error is cached."""

ATTEMPTS: Final = 2


class NoSuchCard(Exception):
    """A reload of a card that the workspace does not show."""


@dataclass(frozen=True, slots=True)
class _Load:
    """One request under way: which instances wait for it, and where they stand."""

    number: int
    group: Group
    outgoing: Outgoing
    loading: Mapping[str, tuple[Slot, Loading]]


def _ignore(_: Attempt) -> None:
    return None


class LocalPlain:
    """A workspace of Plain's and its cache; all agents of a workspace share one.

    `transport` replaces the network, `clock` the time. `on_exchange` hears of every attempt.
    Belongs to the event loop that it is first used in; `close` ends what is under way.
    """

    def __init__(
        self,
        workspace: PlainWorkspace,
        *,
        clock: PlainClock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        on_exchange: Callable[[Attempt], None] = _ignore,
    ) -> None:
        self.workspace = workspace
        self.clock: PlainClock = clock or RealClock()
        self.cache = InstanceCache()
        self._on_exchange = on_exchange
        self._client = httpx.AsyncClient(
            transport=transport or AiohttpTransport(workspace.tls),
            trust_env=False,
            timeout=None,  # noqa: S113 -- each attempt has fifteen seconds by our own clock
            headers={"Accept-Encoding": "identity"},
        )
        self._requests = itertools.count(1)
        self._ids = itertools.count(1)
        self._tasks: dict[str, asyncio.Task[None]] = {}

    async def __aenter__(self) -> Self:
        return self

    async def __aexit__(self, *_: object) -> None:
        await self.close()

    def begin(self, visit: Visit) -> tuple[Instance, ...]:
        """Open the customer: what is fresh is shown, the rest is Loading and being asked for.

        In the order an agent sees them. CallError when an id cannot be written as UTF-8.
        """
        now = self.clock.now()
        wanted = [
            card for card in self.workspace.shown if not self._fresh(self._slot(card, visit), now)
        ]
        for part in group(wanted):
            self._start(part, visit, now)
        return self.look(visit)

    async def open(self, visit: Visit) -> tuple[Instance, ...]:
        """Open the customer and wait until no card is Loading."""
        self.begin(visit)
        return await self.settled(visit)

    def begin_reload(self, visit: Visit, key: str) -> None:
        """Discard what the cache has of one card and ask for it alone; NoSuchCard."""
        card = next((it for it in self.workspace.shown if it.key == key), None)
        if card is None:
            keys = ", ".join(it.key for it in self.workspace.shown)
            raise NoSuchCard(f'No card "{key}" is shown. Fix: one of {keys}.')
        self._start(Group((card,)), visit, self.clock.now())

    async def reload(self, visit: Visit, key: str) -> Instance:
        """Reload one card and wait for it; NoSuchCard when there is none of that key."""
        self.begin_reload(visit, key)
        instances = await self._settled(visit, [it for it in self.workspace.shown if it.key == key])
        return instances[0]

    def look(self, visit: Visit) -> tuple[Instance, ...]:
        """Give what an agent has before them now; cards never asked for are left out."""
        places = (self._slot(card, visit) for card in self.workspace.shown)
        return tuple(it for it in map(self.cache.get, places) if it is not None)

    async def settled(self, visit: Visit) -> tuple[Instance, ...]:
        """Wait until nothing that this agent sees is Loading."""
        return await self._settled(visit, self.workspace.shown)

    async def close(self) -> None:
        """Break off what is under way and close the connections."""
        tasks = list(self._tasks.values())
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)
        await self._client.aclose()

    async def _settled(self, visit: Visit, cards: Sequence[CardConfig]) -> tuple[Instance, ...]:
        while True:
            shown = [self.cache.get(self._slot(card, visit)) for card in cards]
            under_way = {
                self._tasks[it.id]
                for it in shown
                if isinstance(it, Loading) and it.id in self._tasks
            }
            if not under_way:
                return tuple(it for it in shown if it is not None)
            await asyncio.wait(under_way)

    def _slot(self, card: CardConfig, visit: Visit) -> Slot:
        rules = self.workspace.unpublished
        return slot(card, visit.customer, visit.thread, visit.tenant, rules)

    def _fresh(self, where: Slot, now: datetime) -> bool:
        instance = self.cache.get(where)
        if isinstance(instance, Loading):
            return self.workspace.unpublished.join_loads and instance.id in self._tasks
        return instance is not None and is_fresh(instance, now)

    def _start(self, part: Group, visit: Visit, now: datetime) -> None:
        rules = self.workspace.unpublished
        outgoing = prepare(
            secret=self.workspace.signing_secret,
            headers=part.headers,
            keys=part.keys,
            customer=visit.customer_ids,
            thread=visit.thread_ids,
            tenant=visit.tenant_ids,
            workspace_id=self.workspace.id,
            sent_at=now if rules.send_timestamp else None,
        )
        loading = {}
        for card in part.cards:
            instance = Loading(f"ci_{next(self._ids)}", card, now)
            loading[card.key] = (self._slot(card, visit), instance)
            self.cache.put(loading[card.key][0], instance, now)
        load = _Load(next(self._requests), part, outgoing, loading)
        task = asyncio.create_task(self._carry_out(load))
        ids = [instance.id for _, instance in loading.values()]
        self._tasks.update(dict.fromkeys(ids, task))
        task.add_done_callback(lambda _: self._forget(ids))

    def _forget(self, ids: Iterable[str]) -> None:
        for instance_id in ids:
            self._tasks.pop(instance_id, None)

    async def _carry_out(self, load: _Load) -> None:
        """Ask, once more if that may help, and put what came in the place of each Loading."""
        began = self.clock.now()
        status: int | None = None
        attempt = size = 0
        keys = load.group.keys
        results: Mapping[str, AcceptedCard | CardFailure]
        try:
            for attempt in range(1, ATTEMPTS + 1):
                answer = await self._attempt(load, attempt)
                if isinstance(answer, Received):
                    status, size = answer.status, len(answer.body)
                    results = judge(status, answer.body, keys, self.workspace.unpublished)
                else:
                    status, size = None, 0
                    results = dict.fromkeys(keys, CardFailure(answer, FailureKind.RETRIABLE))
                if attempt == ATTEMPTS or not retriable(results.values()):
                    break
                await self.clock.sleep(RETRY_AFTER)
        except Exception as error:  # noqa: BLE001 -- Plain too shows its own faults on the card
            results = dict.fromkeys(
                keys, CardFailure(Unknown(type(error).__name__), FailureKind.UNCACHED)
            )
        now = self.clock.now()
        spent = (now - began).total_seconds() * 1000
        carrier = Carrier(load.number, keys, attempt, status, size, spent)
        for key, (where, loading) in load.loading.items():
            if self.cache.get(where) is loading:  # else somebody reloaded the card meanwhile
                self.cache.put(where, _instance(loading, results[key], now, carrier), now)

    async def _attempt(self, load: _Load, attempt: int) -> Received | Request | Timeout:
        began = self.clock.now()
        maximum = self.workspace.unpublished.max_answer_bytes
        answer = await send(self._client, self.clock, load.group.url, load.outgoing, maximum)
        spent = (self.clock.now() - began).total_seconds() * 1000
        url, keys = load.group.url, load.group.keys
        number = load.number
        if isinstance(answer, Received):
            status, size, after = answer.status, len(answer.body), answer.retry_after
            exchange = Attempt(number, attempt, url, keys, status, None, size, spent, after)
        else:
            exchange = Attempt(number, attempt, url, keys, None, answer, 0, spent)
        self._on_exchange(exchange)
        return answer


def _instance(
    loading: Loading, result: AcceptedCard | CardFailure, now: datetime, carrier: Carrier
) -> Loaded | Errored:
    card = loading.card
    if isinstance(result, CardFailure):
        kept = result.kind is FailureKind.INTEGRATION
        until = now + timedelta(seconds=ERRORS_KEPT) if kept else None
        return Errored(loading.id, card, result.detail, now, until, carrier)
    ttl = card.default_ttl if result.ttl is None else result.ttl
    expires = now + timedelta(seconds=ttl)
    return Loaded(loading.id, card, result.components, now, expires, result.size, carrier)
