"""Two cards have the same key.

The key is the file's name, whatever folder it is in, and Plain asks for a card by its key alone.
None of the two is served until one is renamed.
"""

from collections.abc import Iterator, Sequence

from aggregator.language.diagnostics import Violation
from aggregator.language.source import CardSource
from aggregator.lint.rule import Rule


def check(cards: Sequence[CardSource]) -> Iterator[tuple[CardSource, Violation]]:
    by_key: dict[str, list[CardSource]] = {}
    for card in cards:
        by_key.setdefault(card.key, []).append(card)
    for key, same in by_key.items():
        for card in same if len(same) > 1 else ():
            others = " and ".join(
                str(other.file.source.name) for other in same if other is not card
            )
            message = f'The key "{key}" is taken by {others} too: rename one of the files'
            yield card, Violation(card.file.start, message)


RULE = Rule.of(__name__, __doc__, catalog=check)
