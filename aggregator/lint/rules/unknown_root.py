"""A card begins at `customer`, `thread` or `tenant`: those of the request.

Anything else at the root is an error even where the schema has it, because a card must not be able
to reach another customer than the one whose page it is shown on.

Wrong:
    query Q @card(title: "T") { customers(first: 1) { totalCount @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from collections.abc import Iterator

from graphql import FieldNode
from graphql.pyutils import suggestion_list

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Rule
from aggregator.lint.wrapped import unwrapping


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if selection.owner is not tree.schema.query_type or not isinstance(
            selection.node, FieldNode
        ):
            continue
        name = selection.node.name.value
        if name not in ROOTS:
            other = _OTHERS.get(name.lower())
            meant = (other,) if other else tuple(suggestion_list(name, ROOTS))
            message = f'A card begins at {", ".join(ROOTS[:-1])} or {ROOTS[-1]}, not at "{name}"'
            braces = selection.node.selection_set
            covers = whole_span(braces) if braces else None
            span = span_of(selection.node)
            customer = tree.schema.get_type("Customer")
            if not meant and name in getattr(customer, "fields", {}):
                yield _of_customer(selection.node, message)
            else:
                changes = _turned(selection.node, meant[0]) if meant else ()
                yield Violation(span, message, meant, changes=changes, covers=covers)


def _of_customer(node: FieldNode, message: str) -> Violation:
    """A field of the customer that stands where the customer belongs."""
    whole = whole_span(node)
    start, end = (
        Span(whole.source, whole.start, whole.start),
        Span(whole.source, whole.end, whole.end),
    )
    changes = (Replacement(start, "customer { "), Replacement(end, " }"))
    hint = f"Write customer {{ {node.name.value} }}"
    return Violation(span_of(node), message, hint=hint, changes=changes)


def _turned(node: FieldNode, root: str) -> tuple[Replacement, ...]:
    """Write the root, without arguments and without what wraps its fields elsewhere."""
    name, braces = span_of(node), node.selection_set
    behind = whole_span(node.arguments[-1]).end if node.arguments else name.end
    end = name.source.body.find(")", behind) + 1 if node.arguments else name.end
    root_only = Replacement(Span(name.source, name.start, end), root)
    return (root_only, *(unwrapping(braces) if braces else ()))


_OTHERS = {
    **dict.fromkeys(("user", "users", "me", "viewer", "contact", "person", "client"), "customer"),
    **dict.fromkeys(("ticket", "conversation", "issue"), "thread"),
    **dict.fromkeys(("account", "company", "organization", "org", "workspace"), "tenant"),
}
"""What others call a root, in small letters -> ours."""


RULE = Rule.of(__name__, __doc__, card=check)
