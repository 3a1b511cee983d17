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
                message = f'Fragment "{name}" is defined twice in this file'
                yield Violation(span_of(node), message, hint=_HINT)
            elif name in tree.card.shared_fragments:
                message = f'Fragment "{name}" is already a shared fragment'
                yield Violation(span_of(node), message, hint=_HINT)
            seen.add(name)


_HINT = "Remove one of them, or give it another name, here and where it is spread."

RULE = Rule.of(__name__, __doc__, card=check)
