"""A card file holds one query: `query PlanDetails @card(title: "Plan") { customer { ... } }`.

Wrong:
    fragment A on Customer { name @text }

Right:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text }
"""

from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    if not tree.card.operations:
        yield Found(tree.card.file.start, "This file has no query, so there is nothing to show")


RULE = Rule.of(__name__, __doc__, card=check)
