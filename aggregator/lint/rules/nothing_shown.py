"""Nothing in the card carries a layout directive, so that it is always hidden.

A field is shown when it has one: `@row(label: "Plan")`, `@text`, `@badge`.

Wrong:
    name email

Right:
    name @text email @text
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    if tree.operation is None or tree.directive is None or tree.card.script is not None:
        return
    if any(selection.kind == "spread" and selection.type is None for selection in tree.selections):
        return  # a fragment that does not exist might have shown something
    if not any(
        selection.is_shown and (selection.is_leaf or selection.type is None)
        for selection in tree.selections
    ):
        message = "Nothing in this card is shown: no field has a look"
        yield Violation(span_of(tree.operation), message, cause=tree.card.file.whole)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
