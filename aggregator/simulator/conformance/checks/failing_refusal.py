"""What is refused is refused as the caller's fault, with a 4xx.

An agent sees: nothing; but Plain asks again after a 5xx, and it wakes whoever is on call.
Fix: answer 401 to what is not proven, before anything else can fail.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    if not answer.proven and answer.status is not None and answer.status >= 500:
        yield Breach(f"what is not proven is answered with {answer.status}")


CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=read)
