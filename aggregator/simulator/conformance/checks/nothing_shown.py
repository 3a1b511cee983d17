"""At least one card shows something for the customer that was named.

Where every card is hidden, most other checks have nothing to look at, and pass.

An agent sees: no cards at all for this customer.
Fix: name a customer who has data: --customer, --external-id, --plain-id; and keys that exist.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    if probe.first.cards and not probe.first.shown:
        yield Breach("every card is hidden for this customer", probe.first.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask)
