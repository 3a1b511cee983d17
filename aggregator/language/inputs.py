"""The types that the arguments of layout directives have."""

from collections.abc import Mapping
from typing import Final

from graphql import GraphQLEnumType, GraphQLEnumValue, GraphQLScalarType


def _enum(name: str, description: str, values: Mapping[str, str]) -> GraphQLEnumType:
    named = {key: GraphQLEnumValue(key, description=words) for key, words in values.items()}
    return GraphQLEnumType(name, named, description=description)


MATCH: Final = GraphQLScalarType(
    "Match",
    description=(
        "What a value is compared with: an enum value (PAST_DUE), a text ("
        '"trial"), true or false, a comparison ("< 10", "<= n", "> n", ">= n", "= n"), a moment '
        '("past", "future", "within 7d", "> 30d ago"), or "*" for anything that is there.'
    ),
)
TEXT_SIZE: Final = _enum(
    "TextSize", "How large a text is.", {"S": "Small.", "M": "Medium, the usual.", "L": "Large."}
)
TEXT_COLOR: Final = _enum(
    "TextColor",
    "The colour of a text.",
    {
        "NORMAL": "As any text.",
        "MUTED": "Grey, for what matters less.",
        "SUCCESS": "Green.",
        "WARNING": "Orange.",
        "ERROR": "Red.",
    },
)
SPACING_SIZE: Final = _enum(
    "SpacingSize",
    "How much room is left.",
    {"XS": "4 px.", "S": "8 px.", "M": "16 px.", "L": "24 px.", "XL": "32 px."},
)
DATE_STYLE: Final = _enum(
    "DateStyle",
    "How a moment is written, in the workspace's time zone and locale.",
    {
        "DATE": "The day: Nov 22, 2026.",
        "DATETIME": "Day and time: Nov 22, 2026, 10:01 AM.",
        "RELATIVE": "Seen from now: 3 days ago. Keep the card's ttl at a minute or less.",
    },
)
TRUST: Final = _enum(
    "Trust",
    "How surely the customer must be known.",
    {
        "ANY": "However they were found.",
        "EXTERNAL_ID": "Not by e-mail address alone: for links that act on the person's behalf.",
    },
)
USER_ID: Final = _enum(
    "UserId",
    "Which id of a user of Plain the value is.",
    {
        "EMAIL": "Their e-mail address.",
        "USER": "Their user id in Plain.",
        "MACHINE_USER": "A machine user's id in Plain.",
    },
)

TYPES: Final = frozenset(
    type_.name for type_ in (MATCH, TEXT_SIZE, TEXT_COLOR, SPACING_SIZE, DATE_STYLE, TRUST, USER_ID)
)
"""Their names."""
