"""Plain shows at most 25 cards in a workspace.

A catalogue may hold more, for several workspaces; one workspace cannot ask for all of them.
"""

from collections.abc import Iterator, Sequence

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.source import CardSource
from aggregator.lint.rule import Rule

MOST = 25


def check(cards: Sequence[CardSource]) -> Iterator[tuple[CardSource, Violation]]:
    if len(cards) > MOST:
        last = cards[MOST]
        message = f"These are {len(cards)} cards; a workspace of Plain's shows at most {MOST}"
        yield last, Violation(last.file.start, message)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, catalog=check)
