"""An answer is there within 15 seconds.

An agent sees: the cards loading for half a minute (Plain tries twice), then an error ("Timeout").
Fix: give the whole request a deadline well below 15 s and answer what is ready by then; the rest
gets a card that says so, with a short timeToLiveSeconds.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.instances import Timeout


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    if isinstance(answer.failure, Timeout):
        yield Breach(f"no whole answer came within {answer.failure.timeoutSeconds} s")


CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=read, always=True)
