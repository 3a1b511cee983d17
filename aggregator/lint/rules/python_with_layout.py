"""A card is shown by its layout directives or by the Python beside it, not by both.

Where there is a `<key>.py`, the query keeps its fields and `@card`; how they look is said there.
Delete the directives, or the Python.
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import LAYOUT
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    if tree.card.script is None:
        return
    mine = tree.card.file.source
    told: set[int] = set()
    for selection in tree.selections:
        for directive in selection.directives:
            own = directive.loc is not None and directive.loc.source is mine
            if own and directive.name.value in LAYOUT and id(directive) not in told:
                told.add(id(directive))
                name = tree.card.script.path.name
                message = f"@{directive.name.value} has no effect: {name} says how this card looks"
                yield Violation(span_of(directive), message)


RULE = Rule.of(__name__, __doc__, card=check)
