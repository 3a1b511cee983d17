"""The file cannot be opened: it is not there, is no file, or its permissions forbid it.

The process that serves the cards needs to read it.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
