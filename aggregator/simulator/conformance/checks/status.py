"""The status of a good request is 200, whatever there is to say.

Plain reads the body of a 200 only, and follows no redirect.

An agent sees: an error in place of every card ("StatusCode"), for five minutes after a 4xx.
Fix: answer 200 with a card for every key; the address given to Plain must be the final one.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    first = probe.first
    if first.status is None or first.status in (200, 401, 403):
        return
    told = f"the status is {first.status}"
    if 300 <= first.status < 400:
        told += ", a redirect"
    yield Breach(told, first.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, always=True)
