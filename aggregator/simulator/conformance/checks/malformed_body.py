"""A body that is no JSON is refused as the caller's fault, with a 4xx.

An agent sees: nothing; but a 5xx for what anybody may send wakes whoever is on call.
Fix: answer 400 when the body cannot be parsed.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask("a body that is no JSON", b'{"cardKeys":["')
    if answer.failure is not None:
        yield Breach(f"to a body that is no JSON, {answer.trouble(())}", answer.number)
    elif answer.status is not None and not 400 <= answer.status < 500:
        yield Breach(f"to a body that is no JSON, the status is {answer.status}", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=1)
