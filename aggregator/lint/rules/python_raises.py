"""The `<key>.py` beside a card's query raises when it is imported.

Its functions are only defined then, so it is what stands outside of them: a name that does not
exist, a class that cannot be made, a constant that cannot be computed.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
