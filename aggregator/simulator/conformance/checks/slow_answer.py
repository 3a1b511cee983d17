"""An answer is there within 4 seconds, Plain's time-out of old and about as long as people wait.

An agent sees: the cards loading while the customer waits.
Fix: ask sources at the same time and together for all cards; give each a time-out of its own.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check

PATIENT = 4_000.0
"""Milliseconds."""


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    if answer.failure is None and answer.milliseconds > PATIENT:
        yield Breach(f"an answer took over {PATIENT / 1000:g} s")


CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=read)
