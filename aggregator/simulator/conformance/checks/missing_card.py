"""Every requested key is answered.

A key without data is answered too: with `components` null, which hides its card.

An agent sees: an error in place of that card ("MissingCard"), for five minutes.
Fix: start from an answer for every key in cardKeys, and let results overwrite it.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import quoted
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    lacking = [key for key in probe.target.keys if key not in probe.first.cards]
    if lacking:
        yield Breach(f"the answer has no {quoted(lacking)}", probe.first.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask)
