"""A change of the schema lets a field be null that never was.

Said by `check --against`. The card serves; where the value is missing its piece is left out. Add
`@default(text: "-")` where it must stay.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__, Severity.WARNING)
