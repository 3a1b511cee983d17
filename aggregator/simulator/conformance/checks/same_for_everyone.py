"""What is shown depends on the customer.

An agent sees: one customer's data, or an example's, at every customer.
Fix: look the customer up; answer `components` null where they are not found. Cards that are the
same for everyone on purpose are no mistake.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask_about_nobody("an unknown customer, to compare")
    shown = probe.first.shown
    if shown and all(answer.cards.get(key) == probe.first.cards[key] for key in shown):
        yield Breach("an unknown customer is shown the very same cards", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=1)
