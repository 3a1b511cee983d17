"""`timeToLiveSeconds` is within 15 .. 31536000, as Plain's own setting is.

What Plain does with another is not published.

An agent sees: perhaps an error in place of every card, perhaps a card kept too long or not at all.
Fix: bring it inside the bounds; leave it out for the card's setting in Plain.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import remarks

CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=remarks(__name__))
