"""The file is not GraphQL.

The caret stands under the first word that cannot be there; the mistake is there or just before it,
often a brace that was not closed or a quotation mark that is missing.

Wrong:
    name @text)

Right:
    name @text
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
