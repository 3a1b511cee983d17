"""A change of the schema adds a type to a union or an interface of which the card knows the others.

Said by `check --against`. The card serves; things of the new type show only what is selected for
all of them. Add `... on NewType { }` where it should say more.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__, Severity.WARNING)
