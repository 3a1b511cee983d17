"""The text is empty, so that nothing would be shown there; leave the argument out, or say it.

Only `more: ""` has a meaning: nothing is said of the items that were left out.

Wrong:
    name @row(label: "")

Right:
    name @row(label: "Name")
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.language.wording import wordings
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        if wording.argument in {"url", "more"}:
            continue
        if not wording.node.value.strip():
            name = f"@{wording.directive.name.value}({wording.argument}:)"
            yield Violation(whole_span(wording.node), f"{name} is empty: nothing is shown for it")


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
