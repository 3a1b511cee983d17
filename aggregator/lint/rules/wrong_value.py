"""The argument's value is of another type than the argument.

A text stands in quotation marks, a number and true or false do not, an enum's value is written
bare, a list stands in `[...]`.

Wrong:
    invoices(first: "3") @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

import re

from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    IntValueNode,
    StringValueNode,
    ValuesOfCorrectTypeRule,
    get_named_type,
)

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import CARD
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    input_type = heard.context.get_input_type() or heard.context.get_parent_input_type()
    type_ = get_named_type(input_type) if input_type else None
    enum = type_ if isinstance(type_, GraphQLEnumType) else None
    if enum and isinstance(node, EnumValueNode | StringValueNode):
        return None  # said as `unknown-enum-value`
    message = heard.message.partition(" Did you mean")[0].removesuffix(".").replace("'", '"')
    hint = f"It has: {', '.join(enum.values)}." if enum else None
    meant = _meant(heard, type_.name if type_ else "")
    return Violation(whole_span(node), message, meant, hint)


def _meant(heard: Heard, type_: str) -> tuple[str, ...]:
    """Guess at quotation marks that are missing, or too many, and at a unit."""
    node = heard.node
    lasts = heard.context.get_argument() in _DURATIONS
    if lasts and isinstance(node, IntValueNode):
        return (f'"{node.value}s"',)
    written = str(getattr(node, "value", ""))
    if type_ in {"String", "ID"} and isinstance(node, EnumValueNode | IntValueNode):
        return (f'"{written}"',)
    if type_ == "Int" and re.fullmatch(r"-?\d{1,9}", written):
        return (written,)
    if type_ == "Boolean" and written.lower() in {"true", "false"}:
        return (written.lower(),)
    return ()


_DURATIONS = (CARD.args["ttl"], CARD.args["timeout"])
"""Arguments that are a number with its unit."""

RULE = Rule.of(__name__, __doc__, core=(ValuesOfCorrectTypeRule, _say))
