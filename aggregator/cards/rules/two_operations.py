"""A card file holds one query: a second card is a second file.

Wrong:
    query A @card(title: "A") { customer { name @text } }
    query B @card(title: "B") { customer { email @text } }

Right:
    query A @card(title: "A") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.rule import Rule
from aggregator.cards.span import span_of


def check(tree: Outline) -> Iterator[Found]:
    for node in tree.card.operations[1:]:
        yield Found(span_of(node), "A card file holds one query: a second card is a second file")


RULE = Rule.of(__name__, __doc__, card=check)
