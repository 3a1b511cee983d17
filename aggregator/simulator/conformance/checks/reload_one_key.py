"""A reload, which asks for one key alone, is answered like the whole.

An agent sees: an error in place of the card that they reload ("MissingCard", "StatusCode").
Fix: let a card depend on nothing that only the other keys bring along.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.bodies import asking
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    # The last: whoever answers only one key answers the first.
    for key in probe.answered[-1:]:
        answer = await probe.ask("one key alone", asking(probe.body, key))
        trouble = answer.trouble([key])
        if trouble:
            yield Breach(f"asked for one key alone, {trouble}", answer.number)
        elif key not in answer.shown and key in await probe.still_shown():
            yield Breach("asked for one key alone, its card is hidden", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=2)
