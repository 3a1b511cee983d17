"""The file looks like a card, but its name does not end in `.graphql`: nothing reads it.

A card is a file `cards/<team>/<key>.graphql`. `.gql`, `.graphqls` and `.graphql.txt` are other
names for the same kind of file elsewhere; here such a card is never served. Rename it.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
