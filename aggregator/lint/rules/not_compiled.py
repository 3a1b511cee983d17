"""The card passed every check, but could not be made ready to serve.

The message says why. If it does not help, the checks have a gap: please report it with the file.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
