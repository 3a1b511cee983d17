"""A Python file in the folder of cards belongs to a query of the same name.

`usage-trend.py` shows what `usage-trend.graphql` reads. Write the query, or rename or move the
file: a card imports no other files of the folder.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
