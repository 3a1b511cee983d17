"""`@each(more:)` is said of the items that were left out; only `{count}` has a value there.

Wrong:
    invoices(first: 9) @each(max: 3, more: "{left} more") @row { number @main }

Right:
    invoices(first: 9) @each(max: 3, more: "{count} more") @row { number @main }
"""

import re
from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline, string
from aggregator.cards.rule import Rule
from aggregator.cards.span import inside

_HOLE = re.compile(r"(?<!\{)\{([^{}]*)\}")


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        each = piece.directive("each")
        more = string(each, "more") if each else None
        if more is None:
            continue
        for hole in _HOLE.finditer(more.value):
            if hole[1] != "count":
                message = f'more: knows {{count}} alone, not "{hole[0]}"'
                yield Found(inside(more, *hole.span()), message, ("{count}",))


RULE = Rule.of(__name__, __doc__, card=check)
