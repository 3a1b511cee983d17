"""E-mail addresses are found whatever their capitals and the space around them.

An agent sees: no cards at a customer whose address is spelt in another way than in your systems.
Fix: trim and lower-case addresses before they are compared, on both sides.
"""

from collections.abc import AsyncIterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import quoted
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe
from aggregator.simulator.conformance.target import ProbeTarget


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    given = probe.body["customer"]
    customer = {**given, "email": f" {str(given['email']).upper()} "}
    answer = await probe.ask("the e-mail in capitals", {**probe.body, "customer": customer})
    trouble = answer.trouble(probe.answered)
    if trouble:
        yield Breach(f"with the e-mail in capitals, {trouble}", answer.number)
        return
    hidden = probe.first.shown - answer.shown
    if hidden and (hidden := hidden & await probe.still_shown()):
        yield Breach(
            f"with the e-mail in capitals, {quoted(sorted(hidden))} is hidden", answer.number
        )


def needs_email(target: ProbeTarget) -> str | None:
    return None if target.customer.get("email") else "it needs --customer"


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=2, needs=needs_email)
