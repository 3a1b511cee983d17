"""Agents of a local Plain at the demo's service: what benchmarks and soaks put it under."""

import asyncio
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime

from aggregator.demo.data import build
from aggregator.demo.setting import HEADER, SIGNING_SECRET, WORKSPACE
from aggregator.domain.customer import CustomerIds
from aggregator.simulator.clock import RealClock
from aggregator.simulator.configs import CardConfig, Header, PlainWorkspace
from aggregator.simulator.load import Load, LoadPlan, Tally
from aggregator.simulator.send import Attempt
from aggregator.simulator.visit import Visit, plain_id

CARDS = (
    "subscription-status",
    "plan-details",
    "latest-invoices",
    "customer-details",
    "account",
    "open-tickets",
    "usage",
    "recent-incidents",
)
"""Eight of the demo's cards, from all four sources."""


def demo_workspace(url: str, keys: Sequence[str]) -> PlainWorkspace:
    """Card configs for the demo's service at `url`."""
    cards = (
        CardConfig(f"cc_{number:02}", key, key, url, (Header(*HEADER),), order=number)
        for number, key in enumerate(keys)
    )
    return PlainWorkspace(tuple(cards), id=WORKSPACE, signing_secret=SIGNING_SECRET)


def demo_visits(customers: int) -> list[Visit]:
    """Everybody of a demo company of so many customers who has an e-mail address."""
    people = build(datetime.now(UTC).date(), customers).customers
    return [
        Visit(CustomerIds(plain_id=plain_id("c", person.email), email=person.email))
        for person in people
        if person.email
    ]


@dataclass(frozen=True, slots=True)
class Heard:
    """An attempt and when it was answered, in seconds from the beginning of the load."""

    at: float
    exchange: Attempt


@dataclass(frozen=True, slots=True)
class Ran:
    """A load that was carried out: its tally, and each attempt in the order of the answers."""

    tally: Tally
    heard: tuple[Heard, ...]

    def answered(self, seconds: float) -> int:
        """How many attempts were answered 200 in the first `seconds`."""
        return sum(it.exchange.status == 200 and it.at <= seconds for it in self.heard)


async def put_under(workspace: PlainWorkspace, plan: LoadPlan) -> Ran:
    """Carry `plan` out against the service."""
    clock, heard = RealClock(), list[Heard]()
    began = clock.now()

    def hear(exchange: Attempt) -> None:
        heard.append(Heard((clock.now() - began).total_seconds(), exchange))

    tally = await Load(workspace, plan, on_exchange=hear).run()
    return Ran(tally, tuple(heard))


def put(workspace: PlainWorkspace, plan: LoadPlan) -> Ran:
    """Do so in an event loop of its own."""
    return asyncio.run(put_under(workspace, plan))
