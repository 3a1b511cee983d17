"""One unknown key among others does not spoil the others.

A card is configured in Plain before it is deployed, or after it is gone.

An agent sees: an error in place of every card, for five minutes, until somebody tidies up in Plain.
Fix: declare cardKeys a list of text, not of an enum; answer the keys that you know.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import same_cards
from aggregator.simulator.conformance.bodies import NO_SUCH_KEY, asking
from aggregator.simulator.conformance.check import Check

ASK = same_cards(
    "an unknown key too", lambda probe: asking(probe.body, *probe.target.keys, NO_SUCH_KEY)
)

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ASK, requests=1)
