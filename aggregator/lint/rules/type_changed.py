"""A change of the schema gives a field another type, or makes a list of it, or a list no list.

Said by `check --against`. The card may still be valid, but what it was written for is not what it
gets now: look at each line that is named, or add a new field beside the old one.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
