"""Many agents at once: what they see while a service is under load, with Plain's cache and retry.

agents    open customers, at a rate or each as soon as its cards are there
tally     what the agents saw, what was asked for it, how long they waited
"""

import asyncio
import contextlib
import ipaddress
import itertools
import math
import random
import re
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final
from urllib.parse import urlsplit

import httpx

from aggregator.simulator.clock import PlainClock, RealClock
from aggregator.simulator.configs import PlainWorkspace
from aggregator.simulator.instances import Errored, Instance, Loaded, Loading, describe
from aggregator.simulator.plain import LocalPlain
from aggregator.simulator.send import Attempt
from aggregator.simulator.view import outcome
from aggregator.simulator.visit import Visit

AGENTS_MAX: Final = 1_000
RATE_MAX: Final = 2_000.0  # openings a second
SECONDS_MAX: Final = 3_600.0
OPENINGS_MAX: Final = 200_000

STALE: Final = re.compile(r"^as of \S", re.IGNORECASE)
"""The text by which a card says that it is a copy: ours does so when a source does not answer."""


class LoadRefused(Exception):
    """The load is not to be: the message names the rule and the fix."""


@dataclass(frozen=True, slots=True)
class LoadPlan:
    """Who opens whom, how often, how long.

    `rate` is openings a second, whoever is free taking the next; None: each agent opens the next
    customer as soon as the cards are there. Customers are drawn at random from `seed`.
    """

    customers: Sequence[Visit]
    agents: int = 10
    rate: float | None = 5.0
    seconds: float = 10.0
    openings: int = OPENINGS_MAX
    seed: int = 1
    anywhere: bool = False

    def check(self, workspace: PlainWorkspace) -> None:
        """Raise LoadRefused for what is out of bounds, or not on this machine."""
        for name, value, maximum in (
            ("agents", self.agents, AGENTS_MAX),
            ("rate", 1 if self.rate is None else self.rate, RATE_MAX),
            ("seconds", self.seconds, SECONDS_MAX),
            ("openings", self.openings, OPENINGS_MAX),
        ):
            if not 0 < value <= maximum:
                raise LoadRefused(
                    f"{name} must be above 0 and at most {maximum:g}. Fix: give less."
                )
        if not self.customers:
            raise LoadRefused("No customer is named. Fix: name at least one.")
        for card in workspace.shown:
            host = urlsplit(card.url.strip()).hostname or ""
            if not self.anywhere and not _is_loopback(host):
                raise LoadRefused(
                    f"{host} is not this machine, and load is not put on others unasked. "
                    "Fix: ask its owner, then say --anywhere."
                )


@dataclass(slots=True)
class Tally:
    """What has happened so far. Counts of cards are counts of one agent seeing one card.

    `waits` are the milliseconds from opening to the last card, where anything was asked for.
    `no_agent` are openings that were due and did not happen, everybody being busy.
    """

    openings: int = 0
    from_cache: int = 0
    no_agent: int = 0
    broken_off: int = 0
    whole: int = 0
    seen: Counter[str] = field(default_factory=Counter)
    cached_cards: int = 0
    stale: int = 0
    waits: list[float] = field(default_factory=list)
    requests: int = 0
    retries: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    refused: int = 0
    refused_without_after: int = 0
    answer_times: list[float] = field(default_factory=list)
    seconds: float = 0.0

    @property
    def cards(self) -> int:
        """How often a card was seen."""
        return sum(self.seen.values())

    def heard(self, exchange: Attempt) -> None:
        """Count an attempt."""
        if exchange.attempt == 1:
            self.requests += 1
        else:
            self.retries += 1
        self.answers[_kind(exchange)] += 1
        if exchange.status == 200:
            self.answer_times.append(exchange.milliseconds)
        elif exchange.status in (429, 503):
            self.refused += 1
            self.refused_without_after += exchange.retry_after is None

    def saw(self, before: Sequence[Instance], after: Sequence[Instance], waited: float) -> None:
        """Count an opening: what was there at once, what in the end, and the wait (ms)."""
        self.openings += 1
        asked = {it.id for it in before if isinstance(it, Loading)}
        self.cached_cards += len(before) - len(asked)
        if asked:
            self.waits.append(waited)
        else:
            self.from_cache += 1
        self.whole += all(isinstance(it, Loaded) for it in after)
        for it in after:
            self.seen[_word(it)] += 1
            self.stale += _is_stale(it)

    def as_json(self) -> dict[str, object]:
        """Write the report for programs."""
        return {
            "seconds": round(self.seconds, 3),
            "openings": {
                "made": self.openings,
                "wholeFromCache": self.from_cache,
                "everyCardLoaded": self.whole,
                "noAgentFree": self.no_agent,
                "brokenOff": self.broken_off,
            },
            "cards": {
                "seen": self.cards,
                "fromCache": self.cached_cards,
                "stale": self.stale,
                "byState": dict(self.seen.most_common()),
            },
            "waitMilliseconds": percentiles(self.waits),
            "requests": {
                "made": self.requests,
                "retried": self.retries,
                "answers": dict(self.answers.most_common()),
                "refused": self.refused,
                "refusedWithoutRetryAfter": self.refused_without_after,
                "answered200Milliseconds": percentiles(self.answer_times),
            },
        }


def _ignore(_: Attempt) -> None:
    return None


class Load:
    """One run of a plan. `tally` may be read at any moment, also after the run was broken off.

    `on_exchange` hears of every attempt, for who wants to know when it was.
    """

    def __init__(
        self,
        workspace: PlainWorkspace,
        plan: LoadPlan,
        *,
        clock: PlainClock | None = None,
        transport: httpx.AsyncBaseTransport | None = None,
        on_exchange: Callable[[Attempt], None] = _ignore,
    ) -> None:
        """Raise LoadRefused when the plan is not to be carried out."""
        plan.check(workspace)
        self.plan = plan
        self.tally = Tally()
        self._clock = clock or RealClock()
        self._random = random.Random(plan.seed)  # noqa: S311 -- whom an agent opens is no secret
        self._workspace = workspace
        self._transport = transport
        self._on_exchange = on_exchange
        self._began = self._clock.now()
        self._agents: set[asyncio.Task[None]] = set()

    async def run(self) -> Tally:
        """Carry out the plan; whoever waits at its end still sees the cards. Cancelling ends it."""
        plan, tally = self.plan, self.tally
        self._began = self._clock.now()
        async with LocalPlain(
            self._workspace,
            clock=self._clock,
            transport=self._transport,
            on_exchange=self._heard,
        ) as plain:
            try:
                await (self._as_fast_as_they_can(plain) if plan.rate is None else self._at(plain))
                await asyncio.gather(*self._agents)
            finally:
                for agent in self._agents:
                    agent.cancel()
                tally.broken_off = sum(not agent.done() for agent in self._agents)
                await asyncio.gather(*self._agents, return_exceptions=True)
                tally.seconds = self._elapsed()
        return tally

    async def _at(self, plain: LocalPlain) -> None:
        rate = self.plan.rate or 0
        for number in itertools.count():
            due = number / rate
            if due >= self.plan.seconds or number >= self.plan.openings:
                return
            # Also when late: the loop must turn, or nobody's answer would be read.
            await self._clock.sleep(max(0.0, due - self._elapsed()))
            for agent in [it for it in self._agents if it.done()]:
                self._agents.discard(agent)
                agent.result()
            if len(self._agents) >= self.plan.agents:
                self.tally.no_agent += 1
                continue
            self._agents.add(asyncio.create_task(self._open(plain, self._whom())))

    async def _as_fast_as_they_can(self, plain: LocalPlain) -> None:
        numbers = itertools.count()

        async def agent() -> None:
            while self._elapsed() < self.plan.seconds and next(numbers) < self.plan.openings:
                await self._open(plain, self._whom())
                await asyncio.sleep(0)  # a customer in the cache costs no time

        self._agents = {asyncio.create_task(agent()) for _ in range(self.plan.agents)}

    async def _open(self, plain: LocalPlain, visit: Visit) -> None:
        began = self._clock.now()
        before = plain.begin(visit)
        after = await plain.settled(visit)
        waited = (self._clock.now() - began).total_seconds() * 1000
        self.tally.saw(before, after, waited)

    def _heard(self, exchange: Attempt) -> None:
        self.tally.heard(exchange)
        self._on_exchange(exchange)

    def _whom(self) -> Visit:
        return self._random.choice(self.plan.customers)

    def _elapsed(self) -> float:
        return (self._clock.now() - self._began).total_seconds()


def percentiles(values: Sequence[float]) -> Mapping[str, float | None]:
    """Give p50, p95, p99 and the largest, by nearest rank; None where nothing was measured."""
    ordered = sorted(values)

    def at(share: float) -> float | None:
        if not ordered:
            return None
        return round(ordered[max(0, math.ceil(share * len(ordered)) - 1)], 1)

    return {"p50": at(0.50), "p95": at(0.95), "p99": at(0.99), "max": at(1.0)}


def _kind(exchange: Attempt) -> str:
    return str(exchange.status) if exchange.failure is None else outcome(exchange)


def _word(instance: Instance) -> str:
    match instance:
        case Loaded():
            return "hidden" if instance.hidden else "loaded"
        case Errored():
            return describe(instance.detail)
        case Loading():
            return "loading"


def _is_stale(instance: Instance) -> bool:
    if not isinstance(instance, Loaded):
        return False
    return any(STALE.match(text) for text in _texts(instance.components or ()))


def _texts(components: object) -> list[str]:
    if isinstance(components, Mapping):
        return [
            text
            for name, value in components.items()
            for text in ([value] if name in ("text", "plainText") else _texts(value))
            if isinstance(text, str)
        ]
    if isinstance(components, Sequence) and not isinstance(components, str):
        return [text for each in components for text in _texts(each)]
    return []


def _is_loopback(host: str) -> bool:
    if host == "localhost":
        return True
    with contextlib.suppress(ValueError):
        return ipaddress.ip_address(host).is_loopback
    return False
