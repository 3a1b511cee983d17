"""A request with the right signature and headers is let in.

An agent sees: an error in place of every card ("StatusCode"), for five minutes at a time.
Fix: see that --secret and --header are those of the implementation. If they are, it computes the
signature of something else than the raw bytes of the body: hash them before anything parses them.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    if probe.first.status in (401, 403):
        yield Breach(f"the status is {probe.first.status}", probe.first.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, always=True)
