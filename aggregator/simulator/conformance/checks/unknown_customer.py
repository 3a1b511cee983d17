"""A customer whom no system knows is answered with a 200 and every key.

An agent sees: an error in place of every card ("StatusCode", "MissingCard"), for five minutes;
and most people who write for the first time are unknown.
Fix: answer every key with `components` null, or a card that says so. Not 404, not an empty list.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    answer = await probe.ask_about_nobody("an unknown customer")
    trouble = answer.trouble(probe.answered)
    if trouble:
        yield Breach(f"for an unknown customer, {trouble}", answer.number)


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=1)
