"""A change of the schema takes an argument away that the card gives.

Said by `check --against`. The card is not served any more: keep the argument, marked as deprecated,
until no card gives it.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
