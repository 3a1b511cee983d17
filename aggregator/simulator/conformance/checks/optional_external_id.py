"""The customer's external id may be null or absent.

Whoever wrote to you before they had an account has none.

An agent sees: an error in place of every card of such a customer ("StatusCode").
Fix: declare customer.externalId optional, and look for the customer by e-mail.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import optional
from aggregator.simulator.conformance.check import Check

CHECK = Check.of(
    __name__, __doc__, Severity.ERROR, asks=optional("customer.externalId"), requests=2
)
