"""`@main` and `@aside` say where a single value stands.

An object's fields each say their own column; the object between them and the row carries none.

Wrong:
    subscription @row { plan @main { name @main } }

Right:
    subscription @row { plan { name @main } }
"""

from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.rule import Rule
from aggregator.cards.span import span_of


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        for node in piece.directives if piece.is_object else ():
            if node.name.value in {"main", "aside"}:
                name = node.name.value
                yield Found(span_of(node), f"@{name} goes on the fields inside, not on the object")


RULE = Rule.of(__name__, __doc__, card=check)
