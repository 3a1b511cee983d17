"""Nothing in the card carries a layout directive, so that it is always hidden.

A field is shown when it has one: `@row(label: "Plan")`, `@text`, `@badge`.

Wrong:
    name email

Right:
    name @text email @text
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    if tree.operation is None or tree.directive is None or tree.card.script is not None:
        return
    if any(piece.kind == "spread" and piece.type is None for piece in tree.pieces):
        return  # a fragment that does not exist might have shown something
    if not any(piece.is_shown and (piece.is_leaf or piece.type is None) for piece in tree.pieces):
        message = "Nothing in this card is shown: no field has a look"
        yield Found(span_of(tree.operation), message, cause=tree.card.file.whole)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
