"""A card file holds one query: a second card is a second file.

Wrong:
    query A @card(title: "A") { customer { name @text } }
    query B @card(title: "B") { customer { email @text } }

Right:
    query A @card(title: "A") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for node in tree.card.operations[1:]:
        yield Found(span_of(node), "A card file holds one query: a second card is a second file")


RULE = Rule.of(__name__, __doc__, card=check)
