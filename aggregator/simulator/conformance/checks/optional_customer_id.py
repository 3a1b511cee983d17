"""The customer's Plain id may be null or absent.

Bodies of 2022 have none.

An agent sees: an error in place of every card of such a customer ("StatusCode").
Fix: declare customer.id optional, and look for the customer by their other ids.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import optional
from aggregator.simulator.conformance.check import Check

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=optional("customer.id"), requests=2)
