"""Card files are UTF-8. The caret stands after the last character that could be read.

An editor's "save with encoding" changes it; a byte order mark may stay.
"""

from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__)
