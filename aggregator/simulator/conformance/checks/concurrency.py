"""Ten requests at once, about two customers, are answered as each would be alone.

An agent sees: errors when several agents work, or worse: one customer's data at another.
Fix: keep nothing of a request in a variable that requests share.
"""

import asyncio
from collections.abc import AsyncIterator, Mapping

from aggregator.cards.findings import Severity
from aggregator.simulator.conformance.answer import Answer, quoted
from aggregator.simulator.conformance.bodies import about_nobody
from aggregator.simulator.conformance.check import Check, Found
from aggregator.simulator.conformance.probe import Probe

PAIRS = 5


async def ask(probe: Probe) -> AsyncIterator[Found]:
    known, nobody = probe.body, about_nobody(probe.body)
    alone = [await probe.ask("one at a time", body) for body in (known, nobody)]
    at_once = await asyncio.gather(
        *(probe.ask("ten at once", body) for _ in range(PAIRS) for body in (known, nobody))
    )
    for number, answer in enumerate(at_once):
        usual = alone[number % 2]
        if usual.status != 200:
            continue  # what is wrong with it already is another check's
        trouble = answer.trouble(usual.cards) or _other_data(usual, answer, probe.first.cards)
        if trouble:
            yield Found(f"with ten at once, {trouble}", answer.number)


def _other_data(
    usual: Answer, answer: Answer, first: Mapping[str, Mapping[str, object]]
) -> str | None:
    """Say which cards show or hide what they do not when asked alone, or change only now."""
    moved = sorted(usual.shown ^ answer.shown)
    moved += [
        key
        for key in sorted(usual.shown & answer.shown)
        if usual.cards[key] == first.get(key) != answer.cards[key]
    ]
    return f"{quoted(moved)} is another than alone" if moved else None


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=2 + 2 * PAIRS)
