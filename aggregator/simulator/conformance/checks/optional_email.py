"""The customer's e-mail address may be null or absent.

Customers from chat channels have none.

An agent sees: an error in place of every card of such a customer ("StatusCode").
Fix: declare customer.email optional, and look for the customer by their other ids.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import optional
from aggregator.simulator.conformance.check import Check

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=optional("customer.email"), requests=2)
