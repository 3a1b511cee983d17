"""Two fragments have the same name.

Shared fragments are known by name everywhere, so that each name exists once; a card's own fragment
may not take a shared one's name either.

Wrong:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { name @text }
    fragment A on Customer { email @text }

Right:
    query Q @card(title: "T") { customer { ...A ...B } }
    fragment A on Customer { name @text }
    fragment B on Customer { email @text }
"""

from collections.abc import Iterator

from graphql import FragmentDefinitionNode

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    seen: set[str] = set()
    for node in tree.card.document.definitions if tree.card.document else ():
        if isinstance(node, FragmentDefinitionNode):
            name = node.name.value
            if name in seen:
                yield Violation(span_of(node), f'Fragment "{name}" is defined twice in this file')
            elif name in tree.card.shared_fragments:
                yield Violation(span_of(node), f'Fragment "{name}" is already a shared fragment')
            seen.add(name)


RULE = Rule.of(__name__, __doc__, card=check)
