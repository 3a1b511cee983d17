"""A change of the schema takes a type away that the card names, or puts another in its place.

Said by `check --against`. The card is not served any more: its fragments on that type lead nowhere.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
