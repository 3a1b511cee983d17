"""One of four sources hangs while requests come at a steady rate: what the others' cards notice."""

import asyncio
import statistics
import time
from collections.abc import AsyncIterator, Mapping, Sequence
from contextlib import asynccontextmanager
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import orjson

from aggregator.demo.company import DemoCompany
from aggregator.domain.errors import Overloaded
from tests.support.product import Card, Product, running_product

EMAIL = "alex@grocery.co"
HANGING = "billing"


@dataclass(slots=True)
class Seen:
    """Requests at a steady rate: milliseconds of each, from the moment it was due.

    refused     answered 503: more at once than there are permits
    incomplete  without a key that was asked
    met         asked `HANGING`: waited for it, if it hung
    changed     with another byte than when all is well, on a card that does not read `HANGING`
    """

    ms: list[float] = field(default_factory=list)
    refused: int = 0
    met: int = 0
    incomplete: int = 0
    changed: int = 0

    @property
    def p50(self) -> float:
        return statistics.median(self.ms)

    @property
    def p99(self) -> float:
        return statistics.quantiles(self.ms, n=100)[98]


class Desk:
    """Agents who open customers: half of the requests are for cards that read `HANGING`."""

    def __init__(self, company: DemoCompany, product: Product) -> None:
        self._company = company
        self._product = product
        self.readers: list[str] = []
        self.others: list[str] = []
        self._well: Mapping[str, Card] = {}

    async def look(self) -> None:
        """Learn which cards read `HANGING`, counted there, and how the others are when well."""
        for key in sorted(self._product.service.snapshot.catalog.cards):
            self._company.reset()
            await self._product.ask([key], email=EMAIL)
            reads = self._company.calls()[HANGING]
            (self.readers if any(reads.values()) else self.others).append(key)
        self._well = await self._product.ask(self.others, email=EMAIL)

    async def work(self, rate: int, seconds: float) -> tuple[Seen, Seen]:
        """Ask at `rate` a second, whether answers come or not; (others' cards, all cards)."""
        others, everything = Seen(), Seen()
        all_keys = [*self.others, *self.readers]
        begun = time.perf_counter()
        asked: list[asyncio.Task[None]] = []
        for number in range(int(rate * seconds)):
            due = begun + number / rate
            await asyncio.sleep(due - time.perf_counter())
            keys, seen = (all_keys, everything) if number % 2 else (self.others, others)
            asked.append(asyncio.create_task(self._one(keys, seen, due)))
        await asyncio.gather(*asked)
        return others, everything

    async def recover(self, within: float) -> bool:
        """Ask for all cards until none is degraded; False when that takes too long."""
        try:
            async with asyncio.timeout(within):
                while True:
                    if not await self._degraded():
                        return True
                    await asyncio.sleep(0.1)
        except TimeoutError:
            return False

    async def _degraded(self) -> bool:
        cards = await self._product.ask(self.readers, email=EMAIL)
        return any(b"did not answer" in orjson.dumps(card) for card in cards.values())

    async def _one(self, keys: Sequence[str], seen: Seen, due: float) -> None:
        try:
            answered = await self._product.answer(keys, email=EMAIL)
        except Overloaded:
            seen.refused += 1
            return
        seen.ms.append((time.perf_counter() - due) * 1000)
        calls = answered.log["calls"]
        assert isinstance(calls, Mapping)
        seen.met += HANGING in calls
        cards = {card["key"]: card for card in orjson.loads(answered.body)["cards"]}
        seen.incomplete += list(cards) != list(keys)
        seen.changed += any(cards[key] != card for key, card in self._well.items())


@asynccontextmanager
async def desk(company: DemoCompany, home: Path, **limits: Any) -> AsyncIterator[Desk]:
    """A new product, well and warm. No copies, so that a failing card is seen as one."""
    chosen = {"copies": {"seconds": 0}, **limits}
    async with running_product(company, home, limits=chosen) as product:
        made = Desk(company, product)
        await made.look()
        company.reset()
        yield made
