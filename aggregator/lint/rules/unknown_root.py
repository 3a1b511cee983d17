"""A card begins at `customer`, `thread` or `tenant`: those of the request.

Anything else at the root is an error even where the schema has it, because a card must not be able
to reach another customer than the one whose page it is shown on.

Wrong:
    query Q @card(title: "T") { customers(first: 1) { totalCount @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from collections.abc import Iterator

from graphql import FieldNode
from graphql.pyutils import suggestion_list

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if selection.owner is not tree.schema.query_type or not isinstance(
            selection.node, FieldNode
        ):
            continue
        name = selection.node.name.value
        if name not in ROOTS:
            meant = tuple(suggestion_list(name, ROOTS))
            message = f'A card begins at {", ".join(ROOTS[:-1])} or {ROOTS[-1]}, not at "{name}"'
            yield Violation(span_of(selection.node), message, meant)


RULE = Rule.of(__name__, __doc__, card=check)
