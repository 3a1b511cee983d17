"""25 cards whose sources all hang, again and again: what is left behind after each answer."""

import asyncio
from collections.abc import AsyncIterator, Callable, Mapping, Sequence
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
    """What there is while nothing is asked: connections to the sources, and beside what they take
    at both ends, tasks and open files of the process.
    """

    connections: int
    tasks: int
    files: int

    def within(self, other: "Left") -> bool:
        """Whether there is no more of anything than in `other`."""
        return not grown(other, [self])


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

    An attempt outlasts it all and no breaker opens, so that nothing else can end a card. Gives what
    there was before, when all was well, and after each answer, up to one that leaves more.
    """
    never = {"failures": 10**6, "calls": 10**6}
    for_ever = {"attempt": 60.0, "no_new_work": 60.0, "breaker": never}
    async with wide(company, home, soft=soft, **for_ever) as made:
        await made.ask(KEYS)
        left = [_left(made)]
        for place in SOURCES:
            made.strike("hang", place)
        for _ in range(times):
            async with asyncio.timeout(PATIENCE):
                assert failed(await made.ask(KEYS)) == set(KEYS)
            try:
                await until(lambda: _left(made).within(left[0]))
            except TimeoutError:
                return [*left, _left(made)]
            left.append(_left(made))
        # Not each time: on a very busy machine a request may end before it asks all of them.
        for name, here in made.proxies.items():
            assert here.struck, name
        return left


def grown(before: Left, after: Sequence[Left]) -> list[str]:
    """What there is more of than before."""
    return [
        f"{what} grew from {getattr(before, what)} to {maximum}"
        for what in ("connections", "tasks", "files")
        if (maximum := max(getattr(each, what) for each in after)) > getattr(before, what)
    ]


def _left(made: Scenery) -> Left:
    connections = sum(here.open for here in made.proxies.values())
    files = len(list(Path("/dev/fd").iterdir()))
    return Left(connections, len(asyncio.all_tasks()) - connections, files - 2 * connections)
