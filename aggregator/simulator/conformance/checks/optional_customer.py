"""The whole customer may be null or absent.

Plain names one today; a body without is answered as for somebody unknown.

An agent sees: an error in place of every card of such a customer ("StatusCode").
Fix: answer every key with `components` null where there is nobody to ask about.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import optional
from aggregator.simulator.conformance.check import Check

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=optional("customer"), requests=2)
