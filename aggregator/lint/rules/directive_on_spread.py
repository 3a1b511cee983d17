"""A spread carries no layout: the fragment's own fields do.

To group what a fragment holds, spread it inside an inline fragment.

Wrong:
    query Q @card(title: "T") { customer { ...Who @divider } }
    fragment Who on Customer { name @text }

Right:
    query Q @card(title: "T") { customer { ... @divider { ...Who } } }
    fragment Who on Customer { name @text }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives if selection.kind == "spread" else ():
            name = node.name.value
            hint = f"Put it around: ... @{name} {{ ...{selection.name} }}"
            yield Violation(span_of(node), f"@{name} cannot stand on a spread", hint=hint)


RULE = Rule.of(__name__, __doc__, card=check)
