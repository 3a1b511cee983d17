"""A thread and a tenant that are there, but known to nobody, are borne.

An agent sees: an error in place of every card in such a thread ("StatusCode").
Fix: ignore what you do not use; a tenant that is not found is no failure.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import same_cards
from aggregator.simulator.conformance.bodies import SOME_TENANT, SOME_THREAD
from aggregator.simulator.conformance.check import Check

ASK = same_cards(
    "a thread and a tenant",
    lambda probe: {**probe.body, "thread": SOME_THREAD, "tenant": SOME_TENANT},
)

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ASK, requests=1)
