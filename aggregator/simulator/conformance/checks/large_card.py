"""A card has less than 64 kB.

Plain refuses a card that is too big; from how many bytes is not published.

An agent sees: perhaps an error in place of the card ("CardTooBig"), for five minutes.
Fix: show the latest few of a long list, and a link to the rest.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import remarks

CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=remarks(__name__))
