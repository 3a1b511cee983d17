"""Plays the town: what happens in it, who asks for which cards, and what they are told."""

import asyncio
import json
import random
from collections import Counter
from collections.abc import AsyncIterator, Iterable, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import replace
from pathlib import Path
from typing import Any, Literal
from unittest.mock import patch

from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.domain.plain.signature import sign
from aggregator.plans.merge import Merger
from aggregator.schema.providers import bind
from aggregator.service import Service
from aggregator.service.snapshot import Snapshot
from aggregator.settings import load_settings
from aggregator.upstream.limits import BreakerLimits, UpstreamLimits
from aggregator.upstream.source import build_source
from tests.support.memory_store import MemoryStore
from tests.support.product import SECRET
from tests.support.still_loop import loop_time
from tests.support.whose.home import CARDS, SOURCES, write_home
from tests.support.whose.judge import Asker, Meant, faults, meant
from tests.support.whose.people import Person, Register, people_of, rows_of
from tests.support.whose.systems import FAULTS, HONEST, Systems

Engine = Literal["plan", "graphql"]
ENGINES: tuple[Engine, ...] = ("plan", "graphql")


class _Store(MemoryStore):
    """One request after the other: it has one connection."""

    def __init__(self) -> None:
        super().__init__()
        self._turn = asyncio.Lock()

    async def migrate(self) -> None:
        await self.create()

    @asynccontextmanager
    async def read(self) -> AsyncIterator[AsyncConnection]:
        async with self._turn, super().read() as connection:
            yield connection

    @asynccontextmanager
    async def write(self, lock: str | None = None) -> AsyncIterator[AsyncConnection]:
        async with self._turn, super().write(lock) as connection:
            yield connection


@asynccontextmanager
async def town_service(home: Path) -> AsyncIterator[Service]:
    """Start a service over the town's systems, its directory in memory."""
    settings = load_settings(None, {**write_home(home), "signing_secrets": [SECRET]}, environ={})
    with patch("aggregator.service.service.Store", lambda _: _Store()):
        made = Service(settings, clock=loop_time)
    await made.start()
    try:
        yield made
    finally:
        await made.stop()


class Town:
    """One town, drawn from a seed, in a workspace of its own."""

    def __init__(self, served: Service, loaded: Snapshot, seed: int, engine: Engine) -> None:
        self.seed, self.counts = seed, Counter[str]()
        self._chance = random.Random(seed)  # noqa: S311 -- the same town each time
        self._served = served
        self.people = people_of(self._chance)
        self.systems = Systems(self._chance, rows_of(self.people, self._chance))
        self.register = Register(served.directory, f"w{seed}{engine}", self.people)
        window = self._chance.choice((0.0, 0.01))
        served._swap(self._snapshot(loaded, engine, window))

    def _snapshot(self, loaded: Snapshot, engine: Engine, window: float) -> Snapshot:
        limits = UpstreamLimits(
            breaker=BreakerLimits(failures=10**9, rate=1.1), jitter=0.0, share_window=window
        )
        name = self.register.workspace
        sources = {
            (name, source): build_source(
                source,
                loaded.world.connectors[connector],
                f"http://{source}.example",
                {},
                limits,
                loop_time,
                transport=self.systems.transport(source),
            )
            for source, connector in SOURCES.items()
        }
        workspace = replace(
            loaded.workspace,
            id=name,
            trust=replace(loaded.workspace.trust, workspace_id=name),
            providers=bind(sources.values(), loaded.world.types_of),
            merge=Merger() if engine == "plan" else None,
        )
        settings = loaded.settings.model_copy(update={"workspace_id": name})
        return replace(loaded, settings=settings, workspaces={name: workspace}, sources=sources)

    async def live(self, rounds: int) -> list[str]:
        """Play so many rounds; what was wrong."""
        wrong: list[str] = []
        for _ in range(self._chance.randint(0, 8)):
            await self.register.upsert(self._chance.choice(self.people), self._chance)
        for _ in range(rounds):
            for _ in range(self._chance.randint(0, 3)):
                await self._happen()
            askers = [self._asker() for _ in range(self._chance.choice((1, 1, 2, 4)))]
            self.systems.faults = {
                source: self._chance.choice((HONEST,) * 12 + FAULTS) for source in SOURCES
            }
            self.systems.asked.clear()
            keys = [self._keys() for _ in askers]
            who = [meant(self.register, asker) for asker in askers]
            answers = await asyncio.gather(*map(self._ask, askers, keys))
            for asker, each, cards in zip(askers, who, answers, strict=True):
                wrong += self._judge(asker, each, cards)
        wrong += [
            f"two people are one record: {told}"
            for told in self.register.told.values()
            if len({self.people[each].email for each in told.people}) > 1
        ]
        return [f"seed {self.seed}: {each}" for each in wrong]

    async def _happen(self) -> None:
        chance, register = self._chance, self.register
        what = chance.choice(("upsert",) * 6 + ("merge", "unmerge", "erase"))
        if what == "upsert":
            await register.upsert(chance.choice(self.people), chance)
        else:
            await {"merge": register.merge, "unmerge": register.unmerge, "erase": register.erase}[
                what
            ](chance)
        self.counts[what] += 1

    def _asker(self) -> Asker:
        chance = self._chance
        one = chance.choice(self.people)

        def whose() -> Person:
            return one if chance.random() < 0.85 else chance.choice(self.people)

        asker = Asker(
            whose().plain_id if chance.random() < 0.5 else "",
            whose().external_id if chance.random() < 0.5 else "",
            _spelt(whose().email, chance) if chance.random() < 0.6 else "",
        )
        return asker if asker.body else Asker(plain_id=one.plain_id)

    def _keys(self) -> list[str]:
        keys = list(CARDS)
        return keys if self._chance.random() < 0.3 else self._chance.sample(keys, 3)

    async def _ask(self, asker: Asker, keys: Sequence[str]) -> Sequence[Mapping[str, Any]]:
        body = json.dumps({"cardKeys": list(keys), "customer": asker.body}).encode()
        headers = {"plain-request-signature": sign(SECRET, body)}
        answered = await self._served.cards(headers, body, "REFERENCE1")
        cards: Sequence[Mapping[str, Any]] = json.loads(answered.body)["cards"]
        assert [card["key"] for card in cards] == list(keys)
        return cards

    def _judge(self, asker: Asker, who: Meant, cards: Sequence[Mapping[str, Any]]) -> list[str]:
        wrong = []
        for card in cards:
            text = json.dumps(card)
            kind = "said nothing" if "NOTHING-HERE" in text else "showed somebody"
            if "NOTHING-HERE" not in text and "of-p" not in text:
                kind = "said why not"
            self.counts[kind] += 1
            self.counts["several meant"] += not who.certain
            wrong += [
                f"{card['key']} of {asker} {fault}\n  {text}\n  {self.systems.faults}\n  "
                + "\n  ".join([*map(str, self.people), *self.register.log])
                for fault in faults(card, who, self.systems.asked)
            ]
        return wrong


def _spelt(email: str, chance: random.Random) -> str:
    return chance.choice((email, email, email.upper() if email.isascii() else email))


async def play_towns(
    home: Path, seeds: Iterable[int], counts: Counter[str], rounds: int = 1
) -> list[str]:
    """Play the town of each seed, once with each engine; what was wrong."""
    wrong: list[str] = []
    async with town_service(home) as served:
        loaded = served.snapshot
        assert not loaded.diagnostics
        for seed in seeds:
            for engine in ENGINES:
                town = Town(served, loaded, seed, engine)
                wrong += await town.live(rounds)
                counts.update(town.counts)
    return wrong
