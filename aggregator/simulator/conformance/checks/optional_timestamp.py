"""The member timestamp may be absent.

It is sent today and not documented. With a replay window on, its absence is refused on purpose.

An agent sees: an error in place of every card ("StatusCode"), should Plain stop sending it.
Fix: without a replay window, do not read it; with one, know that it depends on Plain's habit.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.bodies import without
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask("timestamp absent", without(probe.body, "timestamp"))
    trouble = answer.trouble(probe.answered)
    if trouble:
        yield Breach(f"with timestamp absent, {trouble}", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=1)
