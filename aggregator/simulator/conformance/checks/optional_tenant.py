"""The tenant may be null or absent.

Most customers belong to none, and older bodies do not know it.

An agent sees: an error in place of every card of such a customer ("StatusCode").
Fix: declare tenant optional, and its id and externalId too.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import optional
from aggregator.simulator.conformance.check import Check

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=optional("tenant"), requests=2)
