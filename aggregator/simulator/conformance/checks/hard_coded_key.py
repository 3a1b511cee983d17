"""The answer's keys are those of the request, not always the same.

Answering every card, whatever is asked, is no mistake of this kind.

An agent sees: an error in place of every card but one ("MissingCard"), for five minutes.
Fix: read cardKeys, and answer each of them.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import quoted
from aggregator.simulator.conformance.bodies import NO_SUCH_KEY, asking
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask("an unknown key alone", asking(probe.body, NO_SUCH_KEY))
    lacking = set(probe.target.keys) - set(answer.cards)
    if answer.cards and NO_SUCH_KEY not in answer.cards and lacking:
        yield Breach(f"asked for another key, it answers {quoted(answer.cards)}", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=1)
