"""The query carries `@card(title:)`, which makes it a card.

A query without it can live in `graphql/operations/`.

Wrong:
    query Q { customer { name @text } }

Right:
    query Q @card(title: "Customer") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    if tree.operation is not None and tree.directive is None:
        hint = 'Write query Name @card(title: "...") { ... }.'
        yield Found(span_of(tree.operation), "A query is no card without @card(title:)", hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
