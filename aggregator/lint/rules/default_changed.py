"""A change of the schema gives an argument another default, and the card leaves the argument out.

Said by `check --against`. The card serves, but gets more or fewer items than it did: say the
argument, `first: 10`, where the number matters.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__, Severity.WARNING)
