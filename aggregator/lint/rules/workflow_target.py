"""A workflow button names its workflow once: `id:` or `key:`.

Wrong:
    name @workflow(label: "Refund")

Right:
    name @workflow(label: "Refund", key: "refund")
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument, string
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("workflow")
        if node is None:
            continue
        given = [name for name in ("id", "key") if argument(node, name) is not None]
        if len(given) != 1:
            message = "@workflow names its workflow by id: or key:, one of them"
            hint = 'Write key: "..." with the key that Plain shows for it.'
            yield Violation(span_of(node), message, hint=hint, cause=whole_span(node))
            continue
        name = string(node, given[0])
        if name is not None and not name.value.strip():
            yield Violation(whole_span(name), f"{given[0]}: names no workflow: it is empty")


RULE = Rule.of(__name__, __doc__, card=check)
