"""How a new card shows a value: by its type, and for enums and ratios by what they are called."""

import json
from collections.abc import Iterable

from graphql import GraphQLEnumType

from aggregator.authoring.scaffold.choice import FieldChoice
from aggregator.language.kinds import is_ratio, kind_of

_COLOURS = {
    "green": "ACTIVE PAID GOOD RESOLVED SOLVED ENABLED OPTED_IN SUCCEEDED SUCCESS DONE COMPLETED "
    "HEALTHY VERIFIED ONLINE UP APPROVED DELIVERED ENTERPRISE",
    "blue": "TRIALING TRIAL NEW SCHEDULED UPCOMING DRAFT GROWTH IN_PROGRESS",
    "yellow": "OPEN PENDING HIGH MAJOR MONITORING AT_RISK WARNING PAUSED DUE EXPIRING ON_HOLD "
    "INCOMPLETE DEGRADED STARTER",
    "red": "PAST_DUE OVERDUE FAILED FAILING CRITICAL URGENT UNCOLLECTIBLE POOR INVESTIGATING "
    "UNPAID BLOCKED DOWN REJECTED ERROR SUSPENDED",
}
_BY_WORD = {word: colour for colour, words in _COLOURS.items() for word in words.split()}

GREY = "grey"


def quoted(text: str) -> str:
    """Write a text as GraphQL does: its escapes are JSON's."""
    return json.dumps(text, ensure_ascii=False)


def badge(type_: GraphQLEnumType) -> str:
    """A badge with a colour for each value; grey for those whose names say nothing."""
    by_colour: dict[str, list[str]] = {colour: [] for colour in (*_COLOURS, GREY)}
    for name in type_.values:
        by_colour[_BY_WORD.get(name, GREY)].append(name)
    arguments = (f"{colour}: [{', '.join(names)}]" for colour, names in by_colour.items() if names)
    return f"@badge({', '.join(arguments)})"


def well_first(type_: GraphQLEnumType) -> list[str]:
    """List an enum's values, those that mean well first."""
    order = [*_COLOURS, GREY]
    return sorted(type_.values, key=lambda name: order.index(_BY_WORD.get(name, GREY)))


def in_row(choice: FieldChoice, label: str) -> str:
    """Give the directives of a value with its label, or with none where it speaks for itself."""
    kind = kind_of(choice.type)
    if kind == "url":
        return f"@divider @link(label: {quoted(f'Open {_lower(label)}')})"
    if kind == "markdown":
        return "@spacer(size: S) @text(markdown: true)"
    return " ".join(["@row(label: " + quoted(label) + ")", *_format(choice)])


def is_right(choice: FieldChoice) -> bool:
    """Tell whether a value usually stands at the right of a list's row."""
    return kind_of(choice.type) in {"url", "enum", "money", "number", "boolean"}


def in_column(choice: FieldChoice, *, left: bool = False) -> str:
    """Give the directives of a value in a list's row, its column included; `left` decides it."""
    kind = kind_of(choice.type)
    side = "@main" if left or not is_right(choice) else "@aside"
    if kind == "url":
        return f'{side} @link(label: "Open")'
    if kind == "moment":
        return "@main @date @text(size: S, color: MUTED)"
    if kind == "markdown":
        return "@main @text(markdown: true)"
    return " ".join([side, *_format(choice)])


def _format(choice: FieldChoice) -> Iterable[str]:
    type_ = choice.type
    if isinstance(type_, GraphQLEnumType):
        yield badge(type_)
        return
    name = {"moment": "date", "money": "money", "number": "number"}.get(kind_of(type_))
    if name and not choice.is_list:
        yield (
            "@percent"
            if name == "number" and is_ratio(choice.definition, choice.name)
            else f"@{name}"
        )


def _lower(label: str) -> str:
    return label if label[1:2].isupper() else label[:1].lower() + label[1:]
