"""A change of the schema marks something as deprecated that the card uses.

Said by `check --against`. The card serves; the schema says what to use instead, and the card stops
serving when the old one goes away.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__, Severity.WARNING)
