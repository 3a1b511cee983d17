"""One run: every entrant in every scenario, in turns, so that all meet the same machine."""

import json
import statistics
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

import aiohttp

from tests.benchmarks.peers.entrants import Entrant
from tests.benchmarks.peers.load import Asking, Tally, put_load
from tests.benchmarks.peers.processes import Running
from tests.support.subjects import say

CPU_SECONDS = 0.4
"""Of processor time that a turn is made to take, as far as the first requests tell."""

HALF_LOAD_SECONDS = 3.0
"""Seconds for which each is asked half as often as it can answer."""

WARM = 3
"""Rounds over all customers before anything is counted."""


@dataclass(frozen=True, slots=True)
class Scenario:
    """What is asked. `delay`: milliseconds until a source answers; `dead`: one that answers 503."""

    cards: int
    connections: int
    delay: int = 0
    dead: str = ""

    @property
    def name(self) -> str:
        what = "1 card" if self.cards == 1 else f"{self.cards} cards"
        callers = "1 connection" if self.connections == 1 else f"{self.connections} connections"
        after = f", sources at {self.delay} ms" if self.delay else ""
        dead = f", {self.dead} dead" if self.dead else ""
        return f"{what}, {callers}{after}{dead}"


QUICK = (
    Scenario(25, 16),
    Scenario(1, 16),
    Scenario(25, 16, dead="billing"),
)
FULL = (
    *(Scenario(cards, callers) for cards in (25, 1) for callers in (1, 16, 64)),
    *(Scenario(25, callers, delay) for delay in (20, 200) for callers in (16, 64)),
    Scenario(25, 16, dead="billing"),
)


@dataclass(slots=True)
class Seen:
    """Turns of one entrant in one scenario. CPU and waits in milliseconds; `half`: at half load."""

    cpu: list[float] = field(default_factory=list)
    rates: list[float] = field(default_factory=list)
    waits: list[float] = field(default_factory=list)
    half: list[float] = field(default_factory=list)
    requests: int = 0
    calls: int = 0

    @property
    def milliseconds(self) -> float:
        return statistics.median(self.cpu)

    @property
    def rate(self) -> float:
        return statistics.median(self.rates)

    def wait(self, share: float) -> float:
        return _at(self.waits, share)

    def wait_at_half(self, share: float) -> float:
        return _at(self.half, share)


class Field:
    """All who run, and the sources they ask."""

    def __init__(
        self,
        running: Mapping[Entrant, Running],
        urls: Mapping[str, str],
        askings: Mapping[int, Sequence[Asking]],
    ) -> None:
        self._running = running
        self._control = next(iter(urls.values()))
        self._askings = askings
        self._bodies: dict[tuple[str, int], dict[str, bytes]] = {}

    async def compare(self) -> list[str]:
        """Ask each for everybody's cards; whose differ from the first one's, and where."""
        wrong = []
        for cards in self._askings:
            first: dict[str, Any] | None = None
            for entrant in self._running:
                tally = await self._load(entrant, cards, len(self._askings[cards]), 1)
                if tally.refused:
                    raise AssertionError(f"{entrant.name} answered {tally.refused[0]}")
                self._bodies[entrant.name, cards] = tally.bodies
                if entrant.floor:
                    continue
                read = {name: json.loads(body) for name, body in tally.bodies.items()}
                first = first or read
                wrong += [
                    f"{entrant.name}: {difference}"
                    for name in read
                    for difference in _differences(first[name], read[name])
                ]
        return wrong

    async def warm(self, scenario: Scenario) -> dict[Entrant, int]:
        """Set the sources, warm everyone up, and say how many requests make a turn."""
        await self._set(scenario)
        counts = {}
        for entrant, running in self._running.items():
            few = max(scenario.connections, 12)
            await self._load(entrant, scenario.cards, few * WARM, scenario.connections)
            before = running.cpu()
            await self._load(entrant, scenario.cards, few, scenario.connections)
            each = max((running.cpu() - before) / few, 0.0001)
            minimum = scenario.connections
            counts[entrant] = max(
                minimum, min(int(CPU_SECONDS / each), 4_000, self._timely(scenario))
            )
        return counts

    async def turn(self, entrant: Entrant, scenario: Scenario, count: int, seen: Seen) -> None:
        """Let one serve `count` requests, and write down what it took."""
        running = self._running[entrant]
        calls, cpu = await self._calls(), running.cpu()
        expected = None if scenario.dead else self._bodies[entrant.name, scenario.cards]
        tally = await self._load(entrant, scenario.cards, count, scenario.connections, expected)
        used = running.cpu() - cpu
        seen.calls += await self._calls() - calls
        if tally.refused or tally.differing:
            raise AssertionError(
                f"{entrant.name}, {scenario.name}: {tally.refused[:3]}, "
                f"{tally.differing} answers differ"
            )
        seen.cpu.append(used / count * 1000)
        seen.rates.append(count / tally.seconds)
        seen.waits += tally.waits
        seen.requests += count

    async def half_load(self, entrant: Entrant, scenario: Scenario, seen: Seen) -> None:
        """Ask one half as often as it could answer, and write down how long that took."""
        rate = seen.rate / 2
        count = max(scenario.connections, int(rate * HALF_LOAD_SECONDS))
        tally = await put_load(
            self._running[entrant].port,
            list(self._askings[scenario.cards]),
            count,
            scenario.connections,
            rate=rate,
        )
        if tally.refused:
            raise AssertionError(f"{entrant.name}, {scenario.name}: {tally.refused[:3]}")
        seen.half += tally.waits

    async def ceiling(self) -> float:
        """Requests a second that the sources answer, asked by the load itself."""
        one = Asking("calls", b"GET /_bench/calls HTTP/1.1\r\nHost: peers\r\n\r\n")
        tally = await put_load(int(self._control.rpartition(":")[2]), [one], 20_000, 16)
        return 20_000 / tally.seconds

    async def _load(
        self,
        entrant: Entrant,
        cards: int,
        count: int,
        connections: int,
        expected: dict[str, bytes] | None = None,
    ) -> Tally:
        askings = list(self._askings[cards])
        return await put_load(self._running[entrant].port, askings, count, connections, expected)

    @staticmethod
    def _timely(scenario: Scenario) -> int:
        """How many fit into ten seconds, by the sources' own pace (three calls one by one)."""
        if not scenario.delay:
            return 1_000_000
        return int(10_000 / (3 * scenario.delay) * scenario.connections)

    async def _set(self, scenario: Scenario) -> None:
        query = f"delay={scenario.delay / 1000}&dead={scenario.dead}"
        async with aiohttp.request("GET", f"{self._control}/_bench?{query}") as answer:
            answer.raise_for_status()

    async def _calls(self) -> int:
        async with aiohttp.request("GET", f"{self._control}/_bench/calls") as answer:
            calls: int = (await answer.json())["calls"]
            return calls


Results = dict[Scenario, dict[Entrant, Seen]]


async def measure(field_: Field, entrants: Sequence[Entrant], scenarios: Sequence[Scenario],
                  rounds: int) -> Results:  # fmt: skip
    """Every scenario: `rounds` rounds of a turn each, begun by another one every time."""
    results: Results = {}
    for scenario in scenarios:
        say(f"   {scenario.name}")
        counts = await field_.warm(scenario)
        seen = results[scenario] = {entrant: Seen() for entrant in entrants}
        for number in range(rounds):
            place = number % len(entrants)
            for entrant in (*entrants[place:], *entrants[:place]):
                await field_.turn(entrant, scenario, counts[entrant], seen[entrant])
        for entrant in entrants:
            await field_.half_load(entrant, scenario, seen[entrant])
    return results


def _at(waits: Sequence[float], share: float) -> float:
    ordered = sorted(waits)
    return ordered[min(len(ordered) - 1, int(len(ordered) * share))]


def _differences(one: dict[str, Any], other: dict[str, Any]) -> list[str]:
    return [
        f"{mine['key']}: {json.dumps(mine)} is not {json.dumps(theirs)}"
        for mine, theirs in zip(one["cards"], other["cards"], strict=True)
        if mine != theirs
    ]
