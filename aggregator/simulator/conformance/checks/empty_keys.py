"""A request for no card at all is answered, with an empty list.

An agent sees: nothing; but whoever tries the address out is told that it is broken.
Fix: answer {"cards": []}.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.bodies import asking
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask("no keys", asking(probe.body))
    trouble = answer.trouble(())
    if trouble:
        yield Breach(f"asked for no keys, {trouble}", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=1)
