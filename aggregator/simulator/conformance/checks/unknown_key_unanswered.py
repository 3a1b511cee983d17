"""An unknown key gets a card as well.

An agent sees: an error in place of that card ("MissingCard"), which does not say why.
Fix: answer it with a card that says that no card of that name exists here.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.bodies import NO_SUCH_KEY, asking
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    keys = (*probe.target.keys, NO_SUCH_KEY)
    answer = await probe.ask("an unknown key, answered or not", asking(probe.body, *keys))
    if answer.status == 200 and not answer.trouble(probe.answered):
        trouble = answer.trouble([NO_SUCH_KEY])
        if trouble:
            yield Breach(trouble, answer.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=1)
