"""Texts stay below nine tenths of their limit.

One that comes so near will be over it for another customer.

An agent sees: nothing yet; an error in place of every card for the customer whose text is longer.
Fix: cut texts to their limit, counted in UTF-16 units, before they are sent.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import remarks

CHECK = Check.of(__name__, __doc__, Severity.HINT, reads=remarks(__name__))
