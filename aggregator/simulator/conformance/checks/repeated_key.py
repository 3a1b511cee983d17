"""A key that is asked for twice in one request is no mistake.

An agent sees: an error in place of every card ("StatusCode"), for five minutes.
Fix: make the keys distinct before anything else.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import same_cards
from aggregator.simulator.conformance.bodies import asking
from aggregator.simulator.conformance.check import Check

ASK = same_cards(
    "every key twice", lambda probe: asking(probe.body, *probe.target.keys, *probe.target.keys)
)

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ASK, requests=1)
