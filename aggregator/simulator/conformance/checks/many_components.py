"""A card has no more than 200 components.

An agent sees: a card to scroll through for a long while.
Fix: show the latest few of a long list, and a link to the rest.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import remarks

CHECK = Check.of(__name__, __doc__, Severity.HINT, reads=remarks(__name__))
