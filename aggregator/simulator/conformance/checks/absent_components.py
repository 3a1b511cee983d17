"""Every card has the member `components`; null or [] hides the card.

Serialisers that leave out empty members (`omitempty`, `exclude_none`) take it away.

An agent sees: an error in place of every card of the answer ("ResponseBody"), for five minutes.
Fix: write `components` always, as null where there is nothing to show.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    for key, card in answer.entries:
        if "components" not in card:
            yield Breach(f"card {quoted([key])} has no components, not even null")


CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=read)
