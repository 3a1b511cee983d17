"""Only requested keys are answered.

Plain ignores the others.

An agent sees: nothing; but a reload of one card costs as much as all of them.
Fix: compute the cards in cardKeys only.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    if answer.proven:
        for key in answer.cards:
            if key not in answer.keys and any(asked in answer.cards for asked in answer.keys):
                yield Breach(f"card {quoted([key])} was not asked for")


CHECK = Check.of(__name__, __doc__, Severity.HINT, reads=read)
