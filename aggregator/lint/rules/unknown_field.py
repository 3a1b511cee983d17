"""The type has no field of that name.

The schema says which fields there are; an editor completes them, and `graphql/schema.graphql`
lists them with their descriptions. A value that does not exist yet is added to the graph (a
tested field), not computed in the card.

Wrong:
    nmae @text

Right:
    name @text
"""

from graphql import FieldNode, FieldsOnCorrectTypeRule, is_object_type
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import LAYOUT
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node, owner = heard.node, heard.context.get_parent_type()
    if not isinstance(node, FieldNode) or owner is None:
        return None
    if owner is heard.context.schema.query_type:
        return None  # said as `unknown-root`
    fields = getattr(owner, "fields", {})
    if node.name.value in LAYOUT:
        message = f'{owner.name} has no field "{node.name.value}": a directive begins with @'
        return Violation(span_of(node), message, (f"@{node.name.value}",))
    meant = suggestion_list(_camel_case(node.name.value), list(fields))
    message = f'{owner.name} has no field "{node.name.value}"'
    if not meant and is_object_type(owner) and len(fields) <= 20:
        return Violation(span_of(node), message, hint=f"It has: {', '.join(fields)}.")
    return Violation(span_of(node), message, tuple(meant[:3]))


def _camel_case(name: str) -> str:
    """Write `renews_at` as `renewsAt`, as the schema would."""
    first, *rest = name.split("_")
    return first + "".join(word[:1].upper() + word[1:] for word in rest)


RULE = Rule.of(__name__, __doc__, core=(FieldsOnCorrectTypeRule, _say))
