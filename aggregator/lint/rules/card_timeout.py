"""A card may take at most 10 seconds, `timeout: "6s"`; without a timeout it has 4.

Wrong:
    query Q @card(title: "T", timeout: "60s") { customer { name @text } }

Right:
    query Q @card(title: "T", timeout: "6s") { customer { name @text } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.durations import TIMEOUT_MAX, parse_timeout
from aggregator.language.outline import Outline, string
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    given = string(tree.directive, "timeout") if tree.directive else None
    if given is None:
        return
    try:
        parse_timeout(given.value)
    except ValueError as error:
        right = f'"{TIMEOUT_MAX}s"'
        hint = f"Write {right}, the longest there is, or less."
        span = whole_span(given)
        yield Violation(span, str(error), hint=hint, changes=(Replacement(span, right),))


RULE = Rule.of(__name__, __doc__, card=check)
