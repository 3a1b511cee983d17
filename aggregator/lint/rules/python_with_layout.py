"""A card is shown by its layout directives or by the Python beside it, not by both.

Where there is a `<key>.py`, the query keeps its fields and `@card`; how they look is said there.
Delete the directives, or the Python.
"""

from collections.abc import Iterator

from aggregator.language.directives import LAYOUT
from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    if tree.card.script is None:
        return
    mine = tree.card.file.source
    told: set[int] = set()
    for piece in tree.pieces:
        for mark in piece.directives:
            own = mark.loc is not None and mark.loc.source is mine
            if own and mark.name.value in LAYOUT and id(mark) not in told:
                told.add(id(mark))
                name = tree.card.script.path.name
                message = f"@{mark.name.value} has no effect: {name} says how this card looks"
                yield Found(span_of(mark), message)


RULE = Rule.of(__name__, __doc__, card=check)
