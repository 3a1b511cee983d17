"""A list says how much of it is shown: `first:` as an argument, or `@each(max:)`.

A customer with 400 invoices would fill the page with them otherwise.

Wrong:
    invoices @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

from collections.abc import Iterator

from graphql import FieldNode

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if not (selection.is_object and selection.is_list) or not isinstance(
            selection.node, FieldNode
        ):
            continue
        each = selection.directive("each")
        if argument(selection.node, "first") or (each and argument(each, "max")):
            continue
        takes_first = selection.definition is not None and "first" in selection.definition.args
        if tree.card.script is not None and not takes_first:
            continue  # the Python beside it says how much is shown
        name = selection.node.name.value
        meant = f"{name}(first: 5)" if takes_first else f"{name} @each(max: 5)"
        message = f'"{name}" is a list without a bound'
        yield Violation(span_of(selection.node), message, (meant,), cause=_head(selection.node))


def _head(node: FieldNode) -> Span:
    """Take a field with its arguments and directives, without its braces."""
    whole = whole_span(node)
    braces = whole_span(node.selection_set).start if node.selection_set else whole.end
    return Span(whole.source, whole.start, braces)


RULE = Rule.of(__name__, __doc__, card=check)
