"""A signature made with another secret is refused.

An agent sees: nothing; but whoever finds the address reads every customer's data.
Fix: compare the header Plain-Request-Signature with the HMAC-SHA256 of the body, in constant time,
and answer 401 when they differ.
"""

from collections.abc import AsyncIterator

from aggregator.domain.plain.signature import sign
from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import must_be_refused
from aggregator.simulator.conformance.check import Breach, Check, needs_secret
from aggregator.simulator.conformance.probe import Probe, written


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    raw = written(probe.body)
    signature = sign(f"not-{probe.target.secret}", raw)
    async for found in must_be_refused(probe, "a signature of another secret", raw, signature):
        yield found


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=1, needs=needs_secret)
