"""A change of the schema takes an enum value away that the card names in a colour or a condition.

Said by `check --against`. The card is not served any more: keep the value, marked as deprecated,
until no card names it.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
