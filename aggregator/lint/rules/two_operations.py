"""A card file holds one query: a second card is a second file.

Wrong:
    query A @card(title: "A") { customer { name @text } }
    query B @card(title: "B") { customer { email @text } }

Right:
    query A @card(title: "A") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for node in tree.card.operations[1:]:
        words = "A card file holds one query: a second card is a second file"
        hint = "Move it, with its braces, to a file of its own beside this one."
        yield Violation(span_of(node), words, hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
