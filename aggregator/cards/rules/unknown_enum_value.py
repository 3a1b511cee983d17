"""The enum has no such value.

Enum values are written bare, in capitals as the schema has them: `size: S`, not `size: "S"`.
"""

from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    Node,
    StringValueNode,
    ValuesOfCorrectTypeRule,
    get_named_type,
)
from graphql.pyutils import suggestion_list

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import whole_span


def _say(heard: Heard) -> Found | None:
    node = heard.node
    input_type = heard.context.get_input_type() or heard.context.get_parent_input_type()
    enum = get_named_type(input_type) if input_type else None
    if not isinstance(enum, GraphQLEnumType) or not isinstance(node, Node):
        return None
    if not isinstance(node, EnumValueNode | StringValueNode):
        return None
    meant = tuple(suggestion_list(node.value, list(enum.values))[:3])
    if isinstance(node, StringValueNode):
        message = f"{enum.name} is an enum: its values are written without quotation marks"
        return Found(whole_span(node), message, meant)
    hint = None if meant else f"It has: {', '.join(enum.values)}."
    return Found(whole_span(node), f'{enum.name} has no value "{node.value}"', meant, hint)


RULE = Rule.of(__name__, __doc__, core=(ValuesOfCorrectTypeRule, _say))
