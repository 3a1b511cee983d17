"""A request without a signature is refused.

An agent sees: nothing; but whoever finds the address reads every customer's data.
Fix: treat an absent header Plain-Request-Signature like a wrong one: 401.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import must_be_refused
from aggregator.simulator.conformance.check import Breach, Check, needs_secret
from aggregator.simulator.conformance.probe import Probe, written


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    async for found in must_be_refused(probe, "no signature", written(probe.body), None):
        yield found


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=1, needs=needs_secret)
