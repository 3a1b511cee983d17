"""A change of the schema makes something in the card wrong; the message says what.

Said by `check --against`. The card is not served any more; `aggregator check` says the same of it,
with the code of the rule that it breaks.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
