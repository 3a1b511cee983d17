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
    ObjectValueNode,
    StringValueNode,
    ValuesOfCorrectTypeRule,
    Visitor,
    get_named_type,
    print_ast,
    visit,
)

from aggregator.language.diagnostics import Violation
from aggregator.language.directives import CARD
from aggregator.language.span import whole_span
from aggregator.lint.argument_meant import colours_mapped
from aggregator.lint.compared import is_null, match_meant
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    input_type = heard.context.get_input_type() or heard.context.get_parent_input_type()
    type_ = get_named_type(input_type) if input_type else None
    enum = type_ if isinstance(type_, GraphQLEnumType) else None
    if enum and isinstance(node, EnumValueNode | StringValueNode):
        return None  # said as `unknown-enum-value`
    node = _written(node, heard.context.document)
    place = whole_span(node)
    mapped = colours_mapped(heard, node) if isinstance(node, ObjectValueNode) else None
    if mapped is not None:
        return mapped
    message = heard.message.partition(" Did you mean")[0].removesuffix(".").replace("'", '"')
    hint = f"It has: {', '.join(enum.values)}." if enum else _NULL if is_null(node) else None
    meant = () if is_null(node) else _meant(heard, type_.name if type_ else "")
    if meant and isinstance(node, StringValueNode):
        hint = f"Write {meant[0]} without quotation marks."
    return Violation(place, message, meant, hint)


_NULL = "Write a value, or leave the directive out."


def _written(node: Node, document: DocumentNode) -> Node:
    """Find a value as it stands: graphql-core tells some lists and objects as a copy, placeless."""
    if node.loc is not None:
        return node
    found: list[Node] = []
    written = print_ast(node)

    class Same(Visitor):
        def enter(self, each: Node, *_: Any) -> None:
            if isinstance(each, type(node)) and print_ast(each) == written:
                found.append(each)

    visit(document, Same())
    return found[0] if found else document.definitions[0]


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
    if type_ == "Boolean" and (meant := match_meant(written, "boolean")) is not None:
        return (meant,)
    return ()


_DURATIONS = (CARD.args["ttl"], CARD.args["timeout"])
"""Arguments that are a number with its unit."""

RULE = Rule.of(__name__, __doc__, core=(ValuesOfCorrectTypeRule, _say))
