"""The argument's value is of another type than the argument.

A text stands in quotation marks, a number and true or false do not, an enum's value is written
bare, a list stands in `[...]`.

Wrong:
    invoices(first: "3") @row { number @main }

Right:
    invoices(first: 3) @row { number @main }
"""

import re
from typing import Any

from graphql import (
    DocumentNode,
    EnumValueNode,
    GraphQLEnumType,
    IntValueNode,
    ListValueNode,
    Node,
    StringValueNode,
    ValuesOfCorrectTypeRule,
    Visitor,
    get_named_type,
    print_ast,
    visit,
)

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import CARD
from aggregator.language.span import Span, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    input_type = heard.context.get_input_type() or heard.context.get_parent_input_type()
    type_ = get_named_type(input_type) if input_type else None
    enum = type_ if isinstance(type_, GraphQLEnumType) else None
    if enum and isinstance(node, EnumValueNode | StringValueNode):
        return None  # said as `unknown-enum-value`
    place = _place(node, heard.context.document)
    message = heard.message.partition(" Did you mean")[0].removesuffix(".").replace("'", '"')
    hint = f"It has: {', '.join(enum.values)}." if enum else None
    meant = _meant(heard, type_.name if type_ else "")
    if meant and isinstance(node, StringValueNode):
        hint = f"Write {meant[0]} without quotation marks."
    return Violation(place, message, meant, hint)


def _place(node: Node, document: DocumentNode) -> Span:
    """Find where a value stands: graphql-core tells some lists and objects as a copy, placeless."""
    if node.loc is not None:
        return whole_span(node)
    found: list[Node] = []
    written = print_ast(node)

    class Same(Visitor):
        def enter(self, each: Node, *_: Any) -> None:
            if isinstance(each, type(node)) and print_ast(each) == written:
                found.append(each)

    visit(document, Same())
    return whole_span(found[0] if found else document.definitions[0])


def _meant(heard: Heard, type_: str) -> tuple[str, ...]:
    """Guess at quotation marks that are missing, or too many, and at a unit."""
    node = heard.node
    lasts = heard.context.get_argument() in _DURATIONS
    if lasts and isinstance(node, IntValueNode):
        return (f'"{node.value}s"',)
    written = str(getattr(node, "value", ""))
    if isinstance(node, ListValueNode) and len(node.values) == 1:
        return (print_ast(node.values[0]),)
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
