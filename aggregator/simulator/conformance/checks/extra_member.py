"""An answer has no members that Plain does not read.

An agent sees: nothing; but what is sent for nothing is easily a typing error or a leak.
Fix: leave it out, or correct its spelling.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.checks.leaked_record import beside_cards
from aggregator.simulator.conformance.reading import remarks

_ALL = remarks(__name__)


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    leaked = {each.message.partition(" ")[0] for each in beside_cards(answer)}
    for found in _ALL(answer):
        if found.message.partition(" ")[0] not in leaked:
            yield found


CHECK = Check.of(__name__, __doc__, Severity.HINT, reads=read)
