"""A check itself failed on this file.

That is a bug of ours, not of the card; please report it with the file. Until then the card is not
served, since nobody can say whether it is right.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
