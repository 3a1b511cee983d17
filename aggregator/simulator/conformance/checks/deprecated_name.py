"""Components use the current names of their members.

Plain still reads `size` and `color` of a text, `spacingSize` of a divider, `size` of a spacer and
`url` and `label` of a link button, the names of 2022.

An agent sees: nothing yet; a broken card on the day Plain stops reading them.
Fix: write the name that is told.
"""

from aggregator.domain.severity import Severity
from aggregator.simulator.conformance.check import Check
from aggregator.simulator.conformance.reading import remarks

CHECK = Check.of(__name__, __doc__, Severity.WARNING, reads=remarks(__name__))
