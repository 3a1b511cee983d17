"""The file is not GraphQL.

The finding stands at the mistake: at the brace that is never closed, at the quotation mark of a
text that does not end on its line. A mistake hides those that follow it, so the first is told
alone, with what mends it.

Wrong:
    name @text)

Right:
    name @text
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
