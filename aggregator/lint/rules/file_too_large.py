"""A card file holds at most 256 kB and 10,000 words and signs.

A card is a page of text; what is larger was probably put in the folder by mistake.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
