"""Each key is answered once.

Which of two answers counts is not published.

An agent sees: one of the two cards, or an error in place of all.
Fix: answer each distinct key once, however often it was asked for.
"""

from collections import Counter
from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import Answer, quoted
from aggregator.simulator.conformance.check import Check, Found


def read(answer: Answer) -> Iterator[Found]:
    for key, count in Counter(key for key, _ in answer.entries).items():
        if count > 1:
            yield Found(f"card {quoted([key])} is answered more than once")


CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=read)
