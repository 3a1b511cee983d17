"""The thread may be null or absent.

A customer can be opened without one.

An agent sees: an error in place of every card of such a customer ("StatusCode").
Fix: declare thread optional, and its id and externalId too.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import optional
from aggregator.simulator.conformance.check import Check

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=optional("thread"), requests=2)
