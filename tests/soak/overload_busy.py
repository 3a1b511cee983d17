"""Four times what the processor can do: it goes on with the rest, says no at once, and recovers.

Sources answer at once here, so that what limits the service is its own work. Goodput is taken for
each second of the processor that the service got: on a shared machine it does not always get one.
"""

import asyncio
import os
import tempfile
from pathlib import Path

from tests.support.crowd import Crowd, Met
from tests.support.demo_process import DemoProcess, demo_process
from tests.support.plain_load import demo_visits
from tests.support.product import ROOT
from tests.support.subjects import Soaked, say

CUSTOMERS = 1_000
AGENTS = 16
TIMES = 4
SECONDS = 12.0
GOODPUT = 0.8


def run() -> Soaked:
    """Measure capacity with agents that wait, then open four times as many as that a second."""
    keys = sorted(file.stem for file in (ROOT / "cards").glob("*/*.graphql"))
    with (
        tempfile.TemporaryDirectory() as home,
        demo_process(Path(home), CUSTOMERS, {"reload": "never", "log_format": "json"}, 0.0) as it,
    ):
        return asyncio.run(_soak(it, keys))


async def _soak(service: DemoProcess, keys: list[str]) -> Soaked:
    emails = [str(visit.customer.email) for visit in demo_visits(CUSTOMERS)]
    crowd = Crowd(int(service.url.split(":")[2].split("/")[0]), keys, emails)
    pid = service.process.pid
    await crowd.closed(AGENTS, 4)  # code and connections that are warm
    spent = _spent(pid)
    alone = await crowd.closed(AGENTS, SECONDS)
    capacity = alone.statuses[200] / (_spent(pid) - spent)
    spent = _spent(pid)
    over = await crowd.open(TIMES * alone.answered, SECONDS)
    goodput = over.statuses[200] / (_spent(pid) - spent)
    after = await crowd.closed(AGENTS // 2, 5)
    crowd.close()
    share = goodput / capacity
    say(f"capacity   {alone.answered:5.1f} answers a second, {capacity:5.1f} a processor second")
    say(f"overload   {over.answered:5.1f} answers a second, {goodput:5.1f} a processor second")
    say(f"goodput    {share:.0%} of capacity; agents waited {_waits(over)}")
    say(f"refused    {over.statuses[503]}, and {after.statuses[503]} in the 5 s after it")
    failures = [f"{over.mute} answers were neither 200 nor 503 with Retry-After"] * bool(over.mute)
    failures += [f"goodput was {share:.0%} of capacity"] * (share < GOODPUT)
    failures += ["nothing was refused, which proves nothing"] * (not over.statuses[503])
    failures += [f"{after.statuses[503]} were refused afterwards"] * bool(after.statuses[503])
    counts: list[tuple[str, object]] = [
        ("cards of each request", len(keys)),
        ("customers opened, times what the service can do", TIMES),
        (f"goodput, at least {GOODPUT:.0%} of capacity", "yes" if share >= GOODPUT else "NO"),
        ("refusals that were no 503 with Retry-After", over.mute),
        ("refused after the overload", after.statuses[503]),
    ]
    return Soaked("Overload of the processor", counts, failures)


def _spent(pid: int) -> float:
    """Give the seconds of processor that a process has used, all its threads together."""
    fields = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _waits(met: Met) -> str:
    waits = sorted(met.waits)
    return f"{waits[len(waits) // 2]:.2f} s (p50), {waits[int(len(waits) * 0.99)]:.2f} s (p99)"
