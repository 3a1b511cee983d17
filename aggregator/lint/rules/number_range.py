"""A number is outside what it may be.

`digits:` goes from 0 to 10, `max:` from 1 to 1,000, `first:` from 1 to 500: more the graph refuses.

Wrong:
    invoices(first: 0) @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

from collections.abc import Iterator

from graphql import DirectiveNode, FieldNode, IntValueNode

from aggregator.domain.lookup import FIRST_MAX
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule
from aggregator.mapping.formatters import DIGITS_MAX

RANGES = {"digits": (0, DIGITS_MAX), "max": (1, 1_000), "first": (1, FIRST_MAX)}


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        nodes: list[DirectiveNode | FieldNode] = list(selection.directives)
        nodes += [selection.node] if isinstance(selection.node, FieldNode) else []
        for node in nodes:
            for name, (low, high) in RANGES.items():
                given = argument(node, name)
                if given is None or not isinstance(given.value, IntValueNode):
                    continue
                digits = given.value.value
                if len(digits) > 10 or not low <= int(digits) <= high:
                    message = f"{name}: goes from {low} to {high}, not {digits[:12]}"
                    nearest = low if digits.startswith("-") or digits == "0" else high
                    yield Violation(whole_span(given.value), message, (str(nearest),))


RULE = Rule.of(__name__, __doc__, card=check)
