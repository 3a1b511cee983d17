"""25 cards whose sources all hang, again and again: what is left behind after each answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping
from contextlib import asynccontextmanager
from dataclasses import dataclass
from pathlib import Path

import orjson

from aggregator.demo.company import DemoCompany
from tests.support.catalog import KEYS, write_catalog
from tests.support.fault_matrix import Scenery, scenery
from tests.support.product import Card

PATIENCE = 30.0
"""Seconds after which what has not happened never will."""

SOURCES = ("billing", "crm", "helpdesk", "product")


@dataclass(frozen=True, slots=True)
class Left:
    """Tasks, and files and sockets that the process has open, after an answer."""

    tasks: int
    files: int


@asynccontextmanager
async def wide(company: DemoCompany, home: Path, **limits: object) -> AsyncIterator[Scenery]:
    """25 cards, and no copies of them for when a source fails."""
    cards = write_catalog(home / "cards")
    async with scenery(company, home, {"copies": {"seconds": 0}, **limits}, cards=cards) as made:
        yield made


def failed(cards: Mapping[str, Card]) -> set[str]:
    """The cards that say, in part or as a whole, that a source did not answer."""
    return {key for key, card in cards.items() if b"did not answer" in orjson.dumps(card)}


async def until(condition: Callable[[], bool]) -> None:
    """Wait for it; fails after `PATIENCE`."""
    async with asyncio.timeout(PATIENCE):
        while True:
            if condition():
                return
            await asyncio.sleep(0.005)


async def hang_repeatedly(company: DemoCompany, home: Path, times: int, soft: float) -> list[Left]:
    """Ask for all cards `times` times; each answer must come at the soft limit.

    An attempt outlasts it all and no breaker opens, so that nothing else can end a card.
    """
    never = {"failures": 10**6, "calls": 10**6}
    async with wide(company, home, soft=soft, attempt=60.0, breaker=never) as made:
        await made.ask(KEYS)
        for place in SOURCES:
            made.strike("hang", place)
        left = []
        for _ in range(times):
            async with asyncio.timeout(PATIENCE):
                assert failed(await made.ask(KEYS)) == set(KEYS)
            await until(lambda: not any(here.meeting for here in made.proxies.values()))
            left.append(Left(len(asyncio.all_tasks()), _files()))
        for name, here in made.proxies.items():
            assert here.struck >= times, name
        return left


def _files() -> int:
    return len(list(Path("/dev/fd").iterdir()))


def grown(left: list[Left]) -> list[str]:
    """What there is more of than after the first answer; idle connections may end by themselves."""
    first = left[0]
    return [
        f"{what} grew from {getattr(first, what)} to {most}"
        for what in ("tasks", "files")
        if (most := max(getattr(each, what) for each in left)) > getattr(first, what)
    ]
