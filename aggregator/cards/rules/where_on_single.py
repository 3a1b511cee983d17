"""`@where` says which items of a list are kept; the field is a single value.

`@when` says whether a single value is shown.

Wrong:
    account @where(field: "tier", is: [ENTERPRISE]) { tier name @text }

Right:
    account { tier name @when(field: "tier", is: [ENTERPRISE]) @text }
"""

from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.rule import Rule
from aggregator.cards.span import span_of


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        if not piece.is_field or piece.type is None or piece.is_list:
            continue
        for node in piece.directives:
            if node.name.value == "where":
                message = f'@where is for lists: "{piece.name}" is a single value'
                yield Found(span_of(node), message, ("@when",))


RULE = Rule.of(__name__, __doc__, card=check)
