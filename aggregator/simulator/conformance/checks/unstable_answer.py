"""The same request, byte for byte, gets the same answer a moment later.

An agent sees: cards that change at every reload, and believes neither.
Fix: order lists by something that stays, and keep random ids and clocks out of cards.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import quoted
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask("the same again", probe.body)
    trouble = answer.trouble(probe.answered)
    if trouble:
        yield Breach(f"asked the same again, {trouble}", answer.number)
        return
    changed = [key for key in probe.answered if answer.cards[key] != probe.first.cards[key]]
    if changed:
        yield Breach(f"asked the same again, {quoted(changed)} is another", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=1)
