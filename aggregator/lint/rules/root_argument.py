"""A card's roots take no arguments: they are the customer, thread and tenant of the request.

Wrong:
    query Q @card(title: "T") { customer(by: {id: "c_1"}) { name @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from collections.abc import Iterator

from graphql import FieldNode, Source

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, whole_span
from aggregator.lint.rule import Rule
from aggregator.lint.variables import only_of_roots, without


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if selection.owner is not tree.schema.query_type or not isinstance(
            selection.node, FieldNode
        ):
            continue
        name = selection.node.name.value
        if selection.node.arguments and name in ROOTS:
            message = f'"{name}" is the request\'s own: it takes no arguments in a card'
            given = selection.node.arguments
            behind = whole_span(selection.node.name).end
            last = whole_span(given[-1])
            rest = Span(last.source, behind, last.source.body.find(")", last.end) + 1)
            hint = "Remove them, with their parentheses."
            changes = (Replacement(rest, ""), *_useless(tree, last.source))
            yield Violation(whole_span(given[0]), message, hint=hint, changes=changes, covers=rest)


def _useless(tree: Outline, file: Source) -> Iterator[Replacement]:
    """Take away what only roots read, where it is in the same file: no fix reaches into another."""
    useless = list(only_of_roots(tree))
    if tree.operation and useless and whole_span(tree.operation).source is file:
        yield without(tree.operation, useless)


RULE = Rule.of(__name__, __doc__, card=check)
