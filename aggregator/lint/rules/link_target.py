"""A link needs an address: `url:`, or a field that is a URL or an Email itself.

Wrong:
    id @link

Right:
    id @link(url: "https://crm.example.com/{id}")
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline, argument
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        node = piece.directive("link") if piece.is_leaf else None
        if node is None or argument(node, "url") is not None or piece.named_type is None:
            continue
        if piece.named_type.name not in {"URL", "Email"}:
            message = f"@link on {piece.named_type.name} needs an address"
            yield Found(span_of(node), message, ('@link(url: "https://...")',))


RULE = Rule.of(__name__, __doc__, card=check)
