"""Members that are not known yet are ignored, wherever they are.

Plain adds some from time to time: tenant was one, timestamp is another.

An agent sees: an error in place of every card ("StatusCode") on the day Plain adds a member.
Fix: let your parser ignore unknown members.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import same_cards
from aggregator.simulator.conformance.bodies import Body
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.probe import Probe


def _with_more(probe: Probe) -> Body:
    customer = {**probe.body["customer"], "conformance": {"nested": [1, None]}}
    return {**probe.body, "customer": customer, "conformance": {"version": 2, "of": []}}


ASK = same_cards("members nobody knows", _with_more)

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ASK, requests=1)
