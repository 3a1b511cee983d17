"""A list says how much of it is shown: `first:` as an argument, or `@each(max:)`.

A customer with 400 invoices would fill the page with them otherwise.

Wrong:
    invoices @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

from collections.abc import Iterator

from graphql import FieldNode

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        if not (piece.is_object and piece.is_list) or not isinstance(piece.node, FieldNode):
            continue
        each = piece.directive("each")
        if argument(piece.node, "first") or (each and argument(each, "max")):
            continue
        takes_first = piece.definition is not None and "first" in piece.definition.args
        if tree.card.script is not None and not takes_first:
            continue  # the Python beside it says how much is shown
        name = piece.node.name.value
        meant = f"{name}(first: 5)" if takes_first else f"{name} @each(max: 5)"
        yield Found(span_of(piece.node), f'"{name}" is a list without a bound', (meant,))


RULE = Rule.of(__name__, __doc__, card=check)
