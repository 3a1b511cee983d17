"""A signature made with a retired secret is refused.

An agent sees: nothing; but whoever has the old secret still reads every customer's data.
Fix: take the secret out of the list of active ones once Plain signs with the new one.
"""

from collections.abc import AsyncIterator

from aggregator.domain.plain.signature import sign
from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import must_be_refused
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe, written
from aggregator.simulator.conformance.target import ProbeTarget


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    raw = written(probe.body)
    signature = sign(probe.target.retired or "", raw)
    async for found in must_be_refused(probe, "a signature of the retired secret", raw, signature):
        yield found


def needs_retired(target: ProbeTarget) -> str | None:
    return None if target.retired is not None else "it needs --retired-secret"


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=1, needs=needs_retired)
