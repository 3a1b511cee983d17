"""`@main` and `@aside` say where a single value stands.

An object's fields each say their own column; the object between them and the row carries none.

Wrong:
    subscription @row { plan @main { name @main } }

Right:
    subscription @row { plan { name @main } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives if selection.is_object else ():
            if node.name.value in {"main", "aside"}:
                name = node.name.value
                yield Violation(
                    span_of(node), f"@{name} goes on the fields inside, not on the object"
                )


RULE = Rule.of(__name__, __doc__, card=check)
