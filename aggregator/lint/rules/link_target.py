"""A link needs an address: `url:`, or a field that is a URL or an Email itself.

Wrong:
    id @link

Right:
    id @link(url: "https://crm.example.com/{id}")
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("link") if selection.is_leaf else None
        if node is None or argument(node, "url") is not None or selection.named_type is None:
            continue
        if selection.named_type.name not in {"URL", "Email"}:
            message = f"@link on {selection.named_type.name} needs an address"
            url = 'url: "https://..."'
            given = node.arguments or ()
            last = whole_span(given[-1] if given else node)
            written = f", {url}" if given else f"({url})"
            change = Replacement(Span(last.source, last.end, last.end), written)
            hint = f"Write @link({url}), with values of selected fields: https://app.example.com/{{id}}."
            whole = whole_span(node)
            yield Violation(span_of(node), message, hint=hint, changes=(change,), cause=whole)


RULE = Rule.of(__name__, __doc__, card=check)
