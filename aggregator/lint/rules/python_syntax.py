"""The `<key>.py` beside a card's query is not Python.

The caret stands where reading it stopped; the mistake is there or just before it.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
