"""A change of the schema adds an enum value that has no colour where the card gives colours.

Said by `check --against`, for each line. The card serves, and shows the new value in grey; give it
a colour, or `grey: ["*"]` for the rest.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__, Severity.WARNING)
