"""`@when @where @note @divider @spacer @default` stand around something that is shown.

A leaf that carries nothing else is only fetched, so that they would show nothing. Give it a
component or a row, or put them on the field or group they belong to.

Wrong:
    name @divider

Right:
    name @divider @text
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import FIXED
from aggregator.language.outline import Outline
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if not selection.is_leaf or selection.is_shown:
            continue
        for node in selection.directives:
            name = node.name.value
            if name in FIXED - {"where"}:
                message = f'@{name} alone: "{selection.name}" is not shown, so neither is this'
                last = whole_span(selection.directives[-1])
                change = Replacement(Span(last.source, last.end, last.end), " @text")
                hint = "Add @text, @row(label:) or another look."
                yield Violation(span_of(node), message, hint=hint, changes=(change,))


RULE = Rule.of(__name__, __doc__, card=check)
