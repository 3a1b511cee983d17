"""The title and the `empty:` of a card are shown as they are written: no `{path}` is filled in.

They are said when there may be nothing to read; a value belongs in a label or a text of a field.

Wrong:
    query Q @card(title: "T", empty: "Nothing about {name}") { customer { name @text } }

Right:
    query Q @card(title: "T", empty: "Nothing") { customer { name @text } }
"""

import re
from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline, string
from aggregator.language.span import inside
from aggregator.lint.rule import Rule

_HOLE = re.compile(r"\{[^{}]*\}")


def check(tree: Outline) -> Iterator[Violation]:
    if tree.directive is None:
        return
    for argument in ("title", "empty"):
        text = string(tree.directive, argument)
        if text is None:
            continue
        for hole in _HOLE.finditer(text.value):
            message = f"{argument}: is shown as it is written, {hole[0]} too"
            span = inside(text, *hole.span())
            hint = "Write words that hold for everybody; a @note reads fields."
            change = Replacement(span, hole[0].strip("{ }") or "-")
            yield Violation(span, message, hint=hint, changes=(change,))


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
