"""A spread carries no layout: the fragment's own fields do.

To group what a fragment holds, spread it inside an inline fragment.

Wrong:
    query Q @card(title: "T") { customer { ...Who @divider } }
    fragment Who on Customer { name @text }

Right:
    query Q @card(title: "T") { customer { ... @divider { ...Who } } }
    fragment Who on Customer { name @text }
"""

from collections.abc import Iterator

from graphql import DirectiveLocation, DirectiveNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import DIRECTIVES
from aggregator.language.outline import Outline, Selection, argument
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if selection.kind == "spread" and selection.directives:
            yield _put_around(selection)


def _put_around(selection: Selection) -> Violation:
    """Tell of the directives of one spread, at the first; all of them are put around it."""
    first, spread = selection.directives[0], whole_span(selection.node)
    name = first.name.value
    around = " ".join(map(_around, selection.directives))
    written = f"... {around} {{ ...{selection.name} }}"
    allowed = all(_may_group(node) for node in selection.directives)
    changes = (Replacement(spread, written),) if allowed else ()
    message = f"@{name} cannot stand on a spread"
    hint = f"Put it around: {written if len(written) < 70 else f'... @{name} {{ }}'}"
    return Violation(span_of(first), message, hint=hint, changes=changes, covers=spread)


def _around(node: DirectiveNode) -> str:
    """Write a directive as it stands around fields: a row's label is their section's title."""
    label = argument(node, "label") if node.name.value == "row" else None
    if label is not None:
        return f"@section(title: {whole_span(label.value).text})"
    return whole_span(node).text


def _may_group(node: DirectiveNode) -> bool:
    known = next((each for each in DIRECTIVES if each.name == node.name.value), None)
    return known is not None and DirectiveLocation.INLINE_FRAGMENT in known.locations


RULE = Rule.of(__name__, __doc__, card=check)
