"""`@percent` stands on a number that is a percentage already.

It multiplies by 100: a ratio of 0.42 is shown as 42%. A field that holds 42 would be shown as
4,200%. Show it as a number with its sign, or have the graph give the ratio.

Wrong:
    features(first: 3) { rolloutPercent @percent }

Right:
    features(first: 3) { rolloutPercent @text(text: "{rolloutPercent|number}%") }
"""

import re
from collections.abc import Iterator

from graphql import FieldNode

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline, Selection
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule

_BY_NAME = re.compile(r"percent|pct", re.IGNORECASE)
_BY_DESCRIPTION = re.compile(r"\b100 is\b|\b(?:to|of|out of) 100\b|\bpercent", re.IGNORECASE)


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("percent")
        if node is None or not _is_percentage(selection):
            continue
        message = f'"{selection.name}" is a percentage already: @percent would show 42 as 4,200%'
        if selection.has("text", "badge"):
            yield Violation(span_of(node), message, hint="Have the graph give the ratio.")
            continue
        written = f'@text(text: "{{{selection.name}|number}}%")'
        change = Replacement(whole_span(node), written)
        yield Violation(span_of(node), message, hint=f"Write {written}", changes=(change,))


def _is_percentage(selection: Selection) -> bool:
    if not isinstance(selection.node, FieldNode) or selection.definition is None:
        return False
    if selection.named_type is None or selection.named_type.name != "Float":
        return False  # said as `format-type`
    said = selection.definition.description or ""
    return bool(_BY_NAME.search(selection.node.name.value) or _BY_DESCRIPTION.search(said))


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
