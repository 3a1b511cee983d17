"""Plain draws no box inside a box: one of the two sections keeps `box: true`.

Wrong:
    contact @section(box: true) { owner @section(box: true) { name @text } }

Right:
    contact @section(box: true) { owner @section(title: "Owner") { name @text } }
"""

from collections.abc import Iterator

from graphql import BooleanValueNode

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, Selection, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("section")
        if node is not None and _boxed(selection) and any(map(_boxed, selection.ancestors())):
            box = argument(node, "box")
            yield Violation(
                span_of(box or node), "A box inside a box: Plain draws one level of them"
            )


def _boxed(selection: Selection) -> bool:
    node = selection.directive("section")
    box = argument(node, "box") if node else None
    return box is not None and isinstance(box.value, BooleanValueNode) and box.value.value


RULE = Rule.of(__name__, __doc__, card=check)
