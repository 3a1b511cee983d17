"""Every component is one of Plain's twelve, within its limits.

One that is not spoils the whole answer. Lengths are counted in UTF-16 units, enums are spelt in
capitals, a row holds no row or container, a container no container.

An agent sees: an error in place of every card of the answer ("ResponseBody"), for five minutes.
Fix: hold each card to the JSON Schema (aggregator conformance --schema) before it joins the answer,
and put an error card in the place of one that breaks it.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import broken

CHECK = Check.of(__name__, __doc__, Severity.ERROR, reads=broken)
