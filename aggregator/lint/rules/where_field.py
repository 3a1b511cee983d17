"""`@where` looks at each item of a list: at one of its fields, or at a single value itself.

On a list of objects `field:` says which of their fields decides; a list of single values has none.

Wrong:
    tickets(first: 100) @where(is: [URGENT]) { subject @text priority }

Right:
    tickets(first: 100) @where(field: "priority", is: [URGENT]) { subject @text priority }
"""

from collections.abc import Iterator, Sequence

from graphql import DirectiveNode, NullValueNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import WHERE
from aggregator.language.outline import Outline, argument, arguments
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives if selection.is_list else ():
            if node.name.value != "where":
                continue
            field = argument(node, "field")
            if any(given.name.value not in WHERE.args for given in arguments(node)):
                continue  # said as `unknown-argument`
            if selection.is_object and (field is None or isinstance(field.value, NullValueNode)):
                message = (
                    f'@where on "{selection.name}" needs field:, which value of an item decides'
                )
                names = [each.name for each in selection.fields() if each.is_leaf]
                meant = tuple(f'@where(field: "{name}")' for name in names[:3])
                yield Violation(span_of(node), message, meant, changes=_named(node, names))
            elif selection.is_leaf and field is not None:
                message = f'"{selection.name}" is a list of single values: its items have no fields'
                hint = "Leave field: out: the item itself is compared."
                gone = (Replacement(whole_span(field), ""),)
                yield Violation(span_of(field), message, hint=hint, changes=gone)


def _named(node: DirectiveNode, names: Sequence[str]) -> tuple[Replacement, ...]:
    """Name the first field before what is given, or in place of a null."""
    if not names or not node.arguments:
        return ()
    field = argument(node, "field")
    if field is not None:
        return (Replacement(whole_span(field.value), f'"{names[0]}"'),)
    first = whole_span(node.arguments[0])
    before = Span(first.source, first.start, first.start)
    return (Replacement(before, f'field: "{names[0]}", '),)


RULE = Rule.of(__name__, __doc__, card=check)
