"""Formats and components show one value: they stand on the object's fields, not on the object.

Wrong:
    account @badge { name }

Right:
    account { name @badge }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COMPONENTS, FORMATS
from aggregator.language.outline import Outline
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives if selection.is_object else ():
            name = node.name.value
            if name in COMPONENTS | FORMATS:
                message = f'@{name} shows one value: "{selection.name}" is an object'
                whole = whole_span(node)
                change = Replacement(whole, "")
                hint = "Put it on one of its fields."
                yield Violation(span_of(node), message, hint=hint, changes=(change,), covers=whole)


RULE = Rule.of(__name__, __doc__, card=check)
