"""About four times as much as the service can do: it goes on, says no quickly, and recovers.

Capacity is measured first, with as many agents as there are permits and a new customer each time.
SIGTERM comes last, while agents ask: whatever was accepted is answered.
"""

import asyncio
import tempfile
from collections import Counter
from dataclasses import replace
from pathlib import Path

from aggregator.simulator.configs import PlainWorkspace
from aggregator.simulator.load import LoadPlan
from aggregator.simulator.send import Attempt
from aggregator.simulator.view import outcome
from tests.support.demo_process import DemoProcess, demo_process
from tests.support.plain_load import Ran, demo_visits, demo_workspace, put, put_under
from tests.support.subjects import Soaked, say

CUSTOMERS = 10_000
KEYS = ("recent-incidents",)
PERMITS = 4
LATENCY = 0.4
"""Seconds that each source takes: what a permit waits for, so that capacity is one of permits."""

SECONDS = 15.0
TIMES = 4
GOODPUT = 0.8
RECOVERY = 5.0
SIGTERM_AFTER = 1.5
NOT_ACCEPTED = "Request (errorCode ECONNREFUSED)"


def run() -> Soaked:
    """Measure capacity, overload it, look at the recovery, then end the service under load."""
    with tempfile.TemporaryDirectory() as home:
        settings = {"limits": {"permits": PERMITS}, "reload": "background", "log_format": "json"}
        with demo_process(Path(home), CUSTOMERS, settings, LATENCY) as service:
            return _soak(service)


def _soak(service: DemoProcess) -> Soaked:
    workspace = demo_workspace(service.url, KEYS)
    plan = LoadPlan(demo_visits(CUSTOMERS), PERMITS, None, SECONDS)
    put(workspace, replace(plan, seconds=3, seed=1))  # connections, tokens, code that is warm
    capacity = put(workspace, replace(plan, seed=2)).answered(SECONDS) / SECONDS
    over = put(workspace, replace(plan, agents=1_000, rate=TIMES * capacity, seed=3))
    after = put(workspace, replace(plan, agents=100, rate=capacity / 2, seconds=10, seed=4))
    last = asyncio.run(_terminated(service, workspace, replace(plan, seconds=5, seed=5)))

    goodput = over.answered(SECONDS) / SECONDS
    recovered = max((it.at for it in after.heard if it.exchange.status != 200), default=0.0)
    say(f"capacity             {capacity:6.0f} answers a second, with {PERMITS} permits")
    say(f"offered              {len(over.heard) / over.tally.seconds:6.0f} requests a second")
    say(f"answered meanwhile   {goodput:6.0f} a second, {goodput / capacity:.0%} of capacity")
    say(f"refused              {over.tally.refused:6} of {len(over.heard)}")
    say(f"last refusal         {recovered:6.2f} s after the overload")
    say(f"around SIGTERM       {_listed(last)}")

    no_refusals = Counter(outcome(it.exchange) for it in over.heard if not _well(it.exchange))
    unanswered = Counter(outcome(it.exchange) for it in last.heard if not _settled(it.exchange))
    failures = [f"{count} times {what} under overload" for what, count in no_refusals.items()]
    failures += [f"{count} times {what} around SIGTERM" for what, count in unanswered.items()]
    if over.tally.refused == 0:
        failures.append("nothing was refused, which proves nothing")
    if goodput < GOODPUT * capacity:
        failures.append(f"goodput was {goodput / capacity:.0%} of capacity")
    if recovered > RECOVERY:
        failures.append(f"requests were refused {recovered:.1f} s after the overload")
    if not any(it.exchange.status == 200 for it in last.heard):
        failures.append("nothing was answered around SIGTERM, which proves nothing")
    counts = (
        ("customers opened, times what the service can do", TIMES),
        (f"goodput, at least {GOODPUT:.0%} of capacity", _verdict(goodput >= GOODPUT * capacity)),
        ("refusals that were no 503 with Retry-After", no_refusals.total()),
        (f"recovered within {RECOVERY:g} s", _verdict(recovered <= RECOVERY)),
        ("accepted and not answered around SIGTERM", unanswered.total()),
    )
    return Soaked("Overload, and SIGTERM under load", counts, failures)


async def _terminated(service: DemoProcess, workspace: PlainWorkspace, plan: LoadPlan) -> Ran:
    loading = asyncio.create_task(put_under(workspace, plan))
    await asyncio.sleep(SIGTERM_AFTER)
    service.terminate()
    return await loading


def _well(exchange: Attempt) -> bool:
    """Answered, or refused as Plain can use it."""
    return exchange.status == 200 or (exchange.status == 503 and exchange.retry_after is not None)


def _settled(exchange: Attempt) -> bool:
    """Answered, refused, or never accepted: the port was closed already."""
    return _well(exchange) or outcome(exchange) == NOT_ACCEPTED


def _listed(ran: Ran) -> str:
    kinds = Counter(outcome(it.exchange) for it in ran.heard)
    return ", ".join(f"{count} times {what}" for what, count in kinds.most_common())


def _verdict(well: bool) -> str:
    return "yes" if well else "NO"
