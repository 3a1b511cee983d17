"""`@row(label:)` is a label and one value, so that it stands on a leaf.

On an object or a list, `@row` makes columns of its fields; a heading over them is
`@section(title:)`, over a list `@each(heading:)`.

Wrong:
    account @row(label: "Account") { name @main }

Right:
    account @section(title: "Account") { name @text }
"""

from collections.abc import Iterator

from graphql import ArgumentNode

from aggregator.language.findings import Change, Found
from aggregator.language.outline import Outline, Piece, argument
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("row")
        label = argument(node, "label") if node else None
        if label is None or piece.is_leaf or (piece.is_field and piece.type is None):
            continue
        message = "@row(label:) is for single values"
        instead = "@each(heading:)" if piece.is_list else "@section(title:)"
        yield Found(span_of(label), message, (instead,), changes=tuple(_headed(piece, label)))


def _headed(piece: Piece, label: ArgumentNode) -> Iterator[Change]:
    """Make the label a heading, where the field has none yet."""
    node = piece.directive("row")
    heading, name = ("each", "heading") if piece.is_list else ("section", "title")
    if node is None or piece.has(heading):
        return
    value = whole_span(label.value)
    written = f"@{heading}({name}: {value.source.body[value.start : value.end]})"
    columns = any(each.has("main", "aside") for each in piece.fields())
    yield Change(whole_span(node), f"{written} @row" if columns else written)


RULE = Rule.of(__name__, __doc__, card=check)
