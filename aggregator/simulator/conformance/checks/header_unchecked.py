"""A request without the configured headers is refused, and so is one with other values.

Headers that only inform, and prove nothing, need no check.

An agent sees: nothing; but a secret in a header that nobody compares protects nothing.
Fix: compare the header's value in constant time, and answer 401 when it differs.
"""

from collections.abc import AsyncIterator

from aggregator.domain.plain.signature import sign
from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.conformance.probe import Probe, written
from aggregator.simulator.conformance.target import ProbeTarget


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    raw = written(probe.body)
    secret = probe.target.secret
    signature = None if secret is None else sign(secret, raw)
    others = dict.fromkeys(probe.target.headers, "conformance")
    for why, headers in (("no configured header", {}), ("other header values", others)):
        answer = await probe.ask_unproven(why, raw, signature=signature, headers=headers)
        if answer.status == 200:
            yield Breach(f"{why}: it is let in", answer.number)


def needs_header(target: ProbeTarget) -> str | None:
    return None if target.headers else "it needs --header"


CHECK = Check.of(__name__, __doc__, Severity.WARNING, asks=ask, requests=2, needs=needs_header)
