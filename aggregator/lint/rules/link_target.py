"""A link needs an address: `url:`, or a field that is a URL or an Email itself.

Wrong:
    id @link

Right:
    id @link(url: "https://crm.example.com/{id}")
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("link") if selection.is_leaf else None
        if node is None or argument(node, "url") is not None or selection.named_type is None:
            continue
        if selection.named_type.name not in {"URL", "Email"}:
            message = f"@link on {selection.named_type.name} needs an address"
            yield Violation(span_of(node), message, ('@link(url: "https://...")',))


RULE = Rule.of(__name__, __doc__, card=check)
