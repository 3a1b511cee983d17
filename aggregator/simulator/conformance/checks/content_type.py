"""An answer with cards says that it is application/json.

An agent sees: nothing today; but nobody promises that Plain reads another type as JSON.
Fix: send the header Content-Type: application/json.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    kind = answer.content_type.partition(";")[0].strip().lower()
    if answer.entries and kind != "application/json":
        yield Breach(f"the Content-Type is {'another' if kind else 'missing'}")


CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=read)
