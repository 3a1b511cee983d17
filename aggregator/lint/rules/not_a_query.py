"""A card only reads: mutations and subscriptions have no place in it.

Wrong:
    mutation M @card(title: "T") { customer { name @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from collections.abc import Iterator

from graphql import OperationType

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for node in tree.card.operations:
        if node.operation is not OperationType.QUERY and node.loc is not None:
            word, start = node.operation.value, node.loc.start
            whole = Span(node.loc.source, start, node.loc.end)
            at = Span(node.loc.source, start, start + len(word))
            yield Violation(
                at, f"A card only reads: it is a query, not a {word}", ("query",), covers=whole
            )


RULE = Rule.of(__name__, __doc__, card=check)
