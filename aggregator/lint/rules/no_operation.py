"""A card file holds one query: `query PlanDetails @card(title: "Plan") { customer { ... } }`.

Wrong:
    fragment A on Customer { name @text }

Right:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    if not tree.card.operations:
        yield Violation(tree.card.file.start, "This file has no query, so there is nothing to show")


RULE = Rule.of(__name__, __doc__, card=check)
