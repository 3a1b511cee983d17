"""A body with text beyond ASCII is read, and its signature is right.

An agent sees: an error in place of every card ("StatusCode") of customers and threads whose ids
are not plain ASCII.
Fix: hash the bytes as they came; read the body as UTF-8.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import same_cards
from aggregator.simulator.conformance.check import Check

THREAD = {"id": None, "externalId": "Zoë-東京-\N{GRINNING FACE}"}

ASK = same_cards("text beyond ASCII", lambda probe: {**probe.body, "thread": THREAD})

CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ASK, requests=1)
