"""The card selects too much for one card.

With its fragments in their places a card may select 2,000 fields, nest 40 levels of braces and
define 50 things. Plain shows a card on a few hundred pixels: select less.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
