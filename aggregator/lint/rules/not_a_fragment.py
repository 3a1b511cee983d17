"""Files in `graphql/fragments/` hold only fragments.

Cards live in `cards/<team>/`, saved queries in `graphql/operations/`.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
