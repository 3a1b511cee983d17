"""There is no card at this path: a card is a file `cards/<team>/<key>.graphql`.

Hidden files and other extensions are no cards.
"""

from aggregator.domain.severity import Severity
from aggregator.lint.rule import Rule

RULE = Rule.of(__name__, __doc__, Severity.WARNING)
