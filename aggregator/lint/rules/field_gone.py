"""A change of the schema takes a field away that the card selects.

Said by `check --against`. The card is not served any more: keep the field, marked as deprecated,
until no card selects it, or change the cards together with the schema.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
