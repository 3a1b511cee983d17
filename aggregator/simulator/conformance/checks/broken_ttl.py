"""`timeToLiveSeconds` is a whole number, null or absent.

An agent sees: an error in place of every card of the answer ("ResponseBody"), for five minutes.
Fix: write whole seconds, as a number.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.check import Breach, Check


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    for key, card in answer.entries:
        ttl = card.get("timeToLiveSeconds")
        whole = isinstance(ttl, int) or (isinstance(ttl, float) and ttl.is_integer())
        if ttl is not None and (isinstance(ttl, bool) or not whole):
            yield Breach(f"card {quoted([key])}: timeToLiveSeconds is no whole number")


CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=read)
