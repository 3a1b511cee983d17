"""A change of the schema makes an argument necessary that the card does not give.

Said by `check --against`. The card is not served any more: give the new argument a default, or make
it nullable.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
