"""Every request gets a whole answer over HTTP.

An agent sees: the cards loading for a second longer, then an error ("Request").
Fix: look at what ends the connection: a crash, a proxy's limit, a Content-Length that is not true.
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.answer import ProbeAnswer
from aggregator.simulator.conformance.check import Breach, Check
from aggregator.simulator.instances import Request


def read(answer: ProbeAnswer) -> Iterator[Breach]:
    if isinstance(answer.failure, Request):
        yield Breach(f"no whole answer came: {answer.failure.rule} ({answer.failure.errorCode})")


CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=read, always=True)
