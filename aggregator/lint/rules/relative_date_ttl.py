"""A relative date is right for as long as the card is new.

"3 minutes ago" stays on the page for the card's ttl: keep it at a minute or less, or show the
moment itself.

Wrong:
    query Q @card(title: "T", ttl: "1h") {
      customer { contact { lastSeenAt @date(style: RELATIVE) } }
    }

Right:
    query Q @card(title: "T", ttl: "60s") {
      customer { contact { lastSeenAt @date(style: RELATIVE) } }
    }
"""

from collections.abc import Iterator

from graphql import EnumValueNode

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.durations import parse_duration
from aggregator.language.outline import Outline, argument, string
from aggregator.language.span import Span, inside, span_of
from aggregator.language.wording import wordings
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    given = string(tree.directive, "ttl") if tree.directive else None
    if given is None:
        return
    try:
        ttl = parse_duration(given.value)
    except ValueError:
        return  # said as `card-ttl`
    if ttl <= 60:
        return
    for span in _relative(tree):
        message = f"A relative date may be {ttl} seconds old before the card is renewed"
        yield Violation(span, message, hint="Keep the ttl at 60s or less.")


def _relative(tree: Outline) -> Iterator[Span]:
    """Yield where a date is written as seen from now: by its style, or in a text."""
    for selection in tree.selections:
        node = selection.directive("date")
        style = argument(node, "style") if node else None
        if style and isinstance(style.value, EnumValueNode) and style.value.value == "RELATIVE":
            yield span_of(style.value)
    for wording in wordings(tree):
        for hole in wording.holes():
            if hole.function == "relative":
                yield inside(wording.node, hole.start, hole.end)


RULE = Rule.of(__name__, __doc__, Severity.HINT, card=check)
