"""Each key is answered once.

Which of two answers counts is not published.

An agent sees: one of the two cards, or an error in place of all.
Fix: answer each distinct key once, however often it was asked for.
"""

from collections import Counter
from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    for key, count in Counter(key for key, _ in answer.entries).items():
        if count > 1:
            yield Breach(f"card {quoted([key])} is answered more than once")


CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=read)
