"""The text alone is longer than Plain shows, so that its end would be cut off.

Plain counts as JavaScript does (an emoji is two): 500 characters on a button or a badge, 1,000
to be copied, 10,000 elsewhere.
"""

from collections.abc import Iterator

from aggregator.domain.plain.limits import (
    COPY_VALUE_MAX,
    LABEL_MAX,
    TEXT_MAX,
    TOOLTIP_MAX,
    utf16_length,
)
from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.language.wording import wordings
from aggregator.lint.rule import Rule

_LONGEST = {
    ("badge", "label"): LABEL_MAX,
    ("link", "label"): LABEL_MAX,
    ("workflow", "label"): LABEL_MAX,
    ("copy", "label"): TOOLTIP_MAX,
    ("copy", "text"): COPY_VALUE_MAX,
}


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        if wording.holes():
            continue  # only the value says how long it will be
        name, argument = wording.directive.name.value, wording.argument
        maximum = _LONGEST.get((name, argument), TEXT_MAX)
        length = utf16_length(wording.node.value)
        if length > maximum:
            message = (
                f"@{name}({argument}:) shows at most {maximum} characters, this one has {length}"
            )
            yield Violation(whole_span(wording.node), message)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
