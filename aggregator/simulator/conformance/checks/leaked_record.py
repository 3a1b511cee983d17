"""Beside `cards` an answer holds no objects or lists.

A record of the customer that was put there for debugging leaves the house with every answer.

An agent sees: nothing; but the record is sent to Plain, and may be kept in its logs.
Fix: answer with `cards` alone.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer, quoted
from aggregator.simulator.conformance.check import Breach, Check


def beside_cards(answer: ProbeAnswer) -> Iterator[Breach]:
    body = answer.decoded if isinstance(answer.decoded, dict) else {}
    for name, value in body.items():
        if name != "cards" and isinstance(value, dict | list) and value:
            yield Breach(f"{quoted([name])} holds data beside the cards")


CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=beside_cards)
