"""A request that proves nothing is not answered.

An agent sees: nothing; but whoever finds the address reads every customer's data.
Fix: let Plain sign its requests, or send a secret header, and check it; then give it here with
--secret or --header.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    if probe.target.secret is None and not probe.target.headers:
        yield Breach("cards are answered without a signature or a header", probe.first.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask)
