"""The argument's value is of another type than the argument.

A text stands in quotation marks, a number and true or false do not, an enum's value is written
bare, a list stands in `[...]`.

Wrong:
    invoices(first: "3") @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    StringValueNode,
    ValuesOfCorrectTypeRule,
    get_named_type,
)

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import whole_span


def _say(heard: Heard) -> Found | None:
    node = heard.node
    input_type = heard.context.get_input_type() or heard.context.get_parent_input_type()
    enum = isinstance(get_named_type(input_type), GraphQLEnumType) if input_type else False
    if enum and isinstance(node, EnumValueNode | StringValueNode):
        return None  # said as `unknown-enum-value`
    message = heard.message.removesuffix(".").replace("'", '"')
    return Found(whole_span(node), message)


RULE = Rule.of(__name__, __doc__, core=(ValuesOfCorrectTypeRule, _say))
