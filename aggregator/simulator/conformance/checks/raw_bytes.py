"""The signature is that of the raw bytes, not of the JSON written anew.

A body spaced in another way, and signed as it is, is right; the same body with the signature of
the compact one is wrong.

An agent sees: an error in place of every card ("StatusCode"), as soon as Plain writes its JSON
differently from your language: a space, an escape, the order of members.
Fix: compute the HMAC over the bytes as they came, before anything parses them.
"""

import json
from collections.abc import AsyncIterator

from aggregator.domain.plain.signature import sign
from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.asking import must_be_refused
from aggregator.simulator.conformance.check import Breach, Check, needs_secret
from aggregator.simulator.conformance.probe import Probe, written


async def ask(probe: Probe) -> AsyncIterator[Breach]:
    pretty = json.dumps(probe.body, indent=2).encode()
    answer = await probe.ask("pretty-printed, signed as it is", pretty)
    trouble = answer.trouble(probe.answered)
    if trouble:
        yield Breach(f"pretty-printed and signed as it is, {trouble}", answer.number)
    compact = sign(probe.target.secret or "", written(probe.body))
    why = "a pretty-printed body with the signature of the compact one"
    async for found in must_be_refused(probe, why, pretty, compact):
        yield found


CHECK = Check.of(__name__, __doc__, Severity.ERROR, asks=ask, requests=2, needs=needs_secret)
