"""Nothing in the card carries a layout directive, so that it is always hidden.

A field is shown when it has one: `@row(label: "Plan")`, `@text`, `@badge`.

Wrong:
    name email

Right:
    name @text email @text
"""

import re
from collections.abc import Iterator, Sequence

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import LAYOUT
from aggregator.language.outline import Outline
from aggregator.language.span import Span, span_of
from aggregator.lint.rule import Rule

_LOOKS = "|".join(sorted(LAYOUT))
_COMMENTED = re.compile(rf"(?m)^[ \t]*\w[^#\r\n\"]*+(?<=[ \t])(?P<sign>#)(?:{_LOOKS})\b")


def check(tree: Outline) -> Iterator[Violation]:
    if tree.operation is None or tree.directive is None or tree.card.script is not None:
        return
    if any(selection.kind == "spread" and selection.type is None for selection in tree.selections):
        return  # a fragment that does not exist might have shown something
    if not any(
        selection.is_shown and (selection.is_leaf or selection.type is None)
        for selection in tree.selections
    ):
        commented = list(_COMMENTED.finditer(tree.card.file.whole.source.body))
        if commented:
            yield _turned(tree, commented)
            return
        message = "Nothing in this card is shown: no field has a look"
        yield Violation(span_of(tree.operation), message, cause=tree.card.file.whole)


def _turned(tree: Outline, commented: Sequence[re.Match[str]]) -> Violation:
    """`name #text`: what follows # is a comment."""
    whole = tree.card.file.whole
    places = [Span(whole.source, each.start("sign"), each.end("sign")) for each in commented]
    first = Span(whole.source, places[0].start, commented[0].end())
    changes = tuple(Replacement(place, "@") for place in places)
    message = f"{first.text} is a comment: a directive begins with @"
    hint = f"Write @{first.text[1:]}"
    return Violation(first, message, hint=hint, changes=changes, covers=whole)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
