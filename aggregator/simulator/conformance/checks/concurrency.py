"""Ten requests at once, about two customers, are answered as each would be alone.

A card that changes when the same requests come one after the other is not blamed here.

An agent sees: errors when several agents work, or worse: one customer's data at another.
Fix: keep nothing of a request in a variable that requests share.
"""

import asyncio
from collections.abc import AsyncIterator, Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.bodies import about_nobody
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe

PAIRS = 5


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    bodies = (probe.body, about_nobody(probe.body))
    alone = [await probe.ask("one at a time", body) for body in bodies]
    at_once = await asyncio.gather(
        *(probe.ask("ten at once", body) for _ in range(PAIRS) for body in bodies)
    )
    if not any(_differences(alone, at_once)):
        return
    # The same ten, one after the other: what differs there too has another cause.
    in_turn = [
        await probe.ask("the ten, one at a time", body) for _ in range(PAIRS) for body in bodies
    ]
    usual = {trouble for trouble, _ in _differences(alone, in_turn)}
    for trouble, answer in _differences(alone, at_once):
        if trouble not in usual:
            yield Breach(f"with ten at once, {trouble}", answer.number)


def _differences(
    alone: list[ProbeAnswer], answers: list[ProbeAnswer]
) -> Iterator[tuple[str, ProbeAnswer]]:
    """Say what is not as in the two requests `alone`, and where; a card by itself each."""
    for number, answer in enumerate(answers):
        usual = alone[number % 2]
        if usual.status != 200:
            continue  # what is wrong with it already is another check's
        trouble = answer.trouble(usual.cards)
        if trouble:
            yield trouble, answer
            continue
        for key, card in usual.cards.items():
            if card != answer.cards[key]:
                yield f"{quoted([key])} is another than alone", answer


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=2 + 4 * PAIRS)
