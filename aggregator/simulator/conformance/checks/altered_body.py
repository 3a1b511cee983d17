"""A body that was altered after it was signed is refused.

An agent sees: nothing; but whoever recorded one request may ask about anybody.
Fix: compute the HMAC over the whole body, not over a part or a header.
"""

from collections.abc import AsyncIterator

from aggregator.domain.plain.signature import sign
from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import must_be_refused
from aggregator.simulator.conformance.bodies import about_nobody
from aggregator.simulator.conformance.check import Breach, Check, needs_secret
from aggregator.simulator.conformance.probe import Probe, written


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    signature = sign(probe.target.secret or "", written(probe.body))
    altered = written(about_nobody(probe.body))
    why = "another customer's body with the signature of the first"
    async for found in must_be_refused(probe, why, altered, signature):
        yield found


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=1, needs=needs_secret)
