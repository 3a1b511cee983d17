"""The enum has no such value.

Enum values are written bare, in capitals as the schema has them: `size: S`, not `size: "S"`; and so
in colours and conditions: `red: [PAST_DUE]`, `is: [ACTIVE]`.

Wrong:
    name @text(size: SMALL)

Right:
    name @text(size: S)
"""

from collections.abc import Iterator

from graphql import (
    EnumValueNode,
    GraphQLEnumType,
    StringValueNode,
    ValueNode,
    ValuesOfCorrectTypeRule,
    VariableNode,
    get_named_type,
)
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.inputs import TEXT_COLOR
from aggregator.language.match import MatchError, parse_match
from aggregator.language.matching import matchings
from aggregator.language.outline import Outline, values
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def check(tree: Outline) -> Iterator[Violation]:
    """Look at colours and conditions, where GraphQL itself takes any literal."""
    for matching in matchings(tree):
        type_ = matching.target.named_type if matching.target else None
        if not isinstance(type_, GraphQLEnumType):
            continue
        for word in values(matching.argument.value):
            if isinstance(word, VariableNode):
                continue  # said as `variable-in-layout`
            try:
                parse_match(word, type_)
            except MatchError as error:
                yield _unknown(word, error.word, type_)


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    input_type = heard.context.get_input_type() or heard.context.get_parent_input_type()
    enum = get_named_type(input_type) if input_type else None
    if not isinstance(enum, GraphQLEnumType):
        return None
    if isinstance(node, StringValueNode):
        meant = _meant(node.value, enum)
        message = f"{enum.name} is an enum: its values are written without quotation marks"
        hint = None if meant else f"It has: {', '.join(enum.values)}."
        return Violation(whole_span(node), message, meant, hint)
    return _unknown(node, node.value, enum) if isinstance(node, EnumValueNode) else None


def _unknown(node: ValueNode, word: str, enum: GraphQLEnumType) -> Violation:
    meant = _meant(word, enum)
    hint = None if meant else f"It has: {', '.join(enum.values)}."
    return Violation(whole_span(node), f'{enum.name} has no value "{word}"', meant, hint)


def _meant(word: str, enum: GraphQLEnumType) -> tuple[str, ...]:
    """Suggest values that are spelt alike, or that say the same of a text's colour."""
    other = _SIZES.get(word.lower()) or _STYLES.get(word.lower())
    colour = _COLOURS.get(word.lower()) if enum is TEXT_COLOR else other
    if colour is not None and colour in enum.values:
        return (colour,)
    return tuple(suggestion_list(word, list(enum.values))[:3]) if word else ()


_COLOURS = {
    "red": "ERROR",
    "green": "SUCCESS",
    "orange": "WARNING",
    "yellow": "WARNING",
    "grey": "MUTED",
    "gray": "MUTED",
    "black": "NORMAL",
}
"""What the colours of a text look like, for those who call them by that."""

_SIZES = {"small": "S", "sm": "S", "medium": "M", "md": "M", "normal": "M", "large": "L", "lg": "L"}
_STYLES = {
    "short": "DATE",
    "day": "DATE",
    "medium": "DATE",
    "long": "DATETIME",
    "full": "DATETIME",
    "time": "DATETIME",
    "ago": "RELATIVE",
    "timeago": "RELATIVE",
}
"""Sizes and styles of a date, as others call them."""

RULE = Rule.of(__name__, __doc__, card=check, core=(ValuesOfCorrectTypeRule, _say))
