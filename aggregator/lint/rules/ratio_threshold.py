"""A ratio is compared with a number that it does not come near: a percentage was meant.

A ratio goes from 0 to 1, a little over where more is used than is included: 80% is 0.8. Compared
with 80, it is always below.

Wrong:
    usage { apiRatio @percent @text(error: ["> 80"]) }

Right:
    usage { apiRatio @percent @text(error: ["> 0.8"]) }
"""

import re
from collections.abc import Iterator
from decimal import Decimal

from graphql import FieldNode, FloatValueNode, IntValueNode, StringValueNode, ValueNode

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.kinds import is_ratio
from aggregator.language.matching import matchings
from aggregator.language.outline import Outline, Selection, values
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule

MAX_RATIO = Decimal(2)
"""Twice of what is included: whoever writes more means a percentage."""

_COMPARISON = re.compile(r"\s*(<=|>=|<|>|=)\s*(-?\d+(?:\.\d+)?)\s*")


def check(tree: Outline) -> Iterator[Violation]:
    for matching in matchings(tree):
        if matching.target is None or not _shows_ratio(matching.target):
            continue
        for word in values(matching.argument.value):
            bound = _bound(word)
            if bound is None or 0 <= bound[1] <= MAX_RATIO:
                continue
            sign, number = bound
            meant = f"{sign} {_plain(number / 100)}" if sign else f"= {_plain(number / 100)}"
            message = (
                f'"{matching.target.name}" is a ratio, where 1 is 100%: it never comes to {number}'
            )
            yield Violation(whole_span(word), message, (f'"{meant}"',) if number > 0 else ())


def _shows_ratio(field: Selection) -> bool:
    if not isinstance(field.node, FieldNode) or field.definition is None:
        return False
    return field.has("percent") or is_ratio(field.definition, field.node.name.value)


def _bound(word: ValueNode) -> tuple[str, Decimal] | None:
    if isinstance(word, IntValueNode | FloatValueNode):
        return "", Decimal(word.value)
    found = _COMPARISON.fullmatch(word.value) if isinstance(word, StringValueNode) else None
    return (found[1], Decimal(found[2])) if found and len(found[2]) < 30 else None


def _plain(number: Decimal) -> str:
    return f"{number.normalize():f}"


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
