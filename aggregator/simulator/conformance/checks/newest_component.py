"""componentDateTime and componentUser are known to Plain's newest release only.

An agent sees: where Plain does not know them, an error in place of every card of the answer.
Fix: try one such card in your workspace, or write the date as text.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import remarks

CHECK = Check.of(__name__, __doc__, Severity.HINT, reads=remarks(__name__))
