"""The layout directives: what may stand on a card's fields, for validation and for editors.

They are added to the graphql-core schema (`with_layout`), never registered with Strawberry, whose
directives transform results and tax every field. On the GraphQL endpoint they have no effect.
"""

from collections.abc import Collection, Mapping
from typing import Final, get_args

from graphql import (
    DirectiveLocation,
    DirectiveNode,
    GraphQLArgument,
    GraphQLBoolean,
    GraphQLDefaultInput,
    GraphQLDirective,
    GraphQLInputType,
    GraphQLInt,
    GraphQLList,
    GraphQLNonNull,
    GraphQLSchema,
    GraphQLString,
    Undefined,
)

from aggregator.domain.plain.limits import COPY_VALUE_MAX, URL_STARTS
from aggregator.domain.plain.wire import BadgeColor, TextColor
from aggregator.language.durations import TIMEOUT_MAX
from aggregator.language.inputs import (
    DATE_STYLE,
    MATCH,
    SPACING_SIZE,
    TEXT_COLOR,
    TEXT_SIZE,
    TRUST,
    TYPES,
    USER_ID,
)
from aggregator.mapping.formatters import DIGITS_MAX

_QUERY: Final = (DirectiveLocation.QUERY,)
_FIELD: Final = (DirectiveLocation.FIELD,)
_GROUP: Final = (DirectiveLocation.FIELD, DirectiveLocation.INLINE_FRAGMENT)


def _argument(
    type_: GraphQLInputType, description: str, default: object = Undefined
) -> GraphQLArgument:
    given = None if default is Undefined else GraphQLDefaultInput(default)
    return GraphQLArgument(type_, description=description, default=given)


def _matches(what: str) -> GraphQLArgument:
    return _argument(GraphQLList(GraphQLNonNull(MATCH)), f"{what} when the value is one of these.")


_DIGITS: Final = f"Digits after the point, 0 to {DIGITS_MAX}"
_WORDS: Final = "May hold {path} of selected fields."


def _directive(
    name: str,
    locations: Collection[DirectiveLocation],
    description: str,
    args: dict[str, GraphQLArgument] | None = None,
    *,
    repeatable: bool = False,
) -> GraphQLDirective:
    return GraphQLDirective(
        name, locations, args=args, is_repeatable=repeatable, description=description
    )


CARD: Final = _directive(
    "card",
    _QUERY,
    "Makes this query a card.",
    {
        "title": _argument(GraphQLNonNull(GraphQLString), "The card's title."),
        "ttl": _argument(
            GraphQLString,
            'How long Plain may keep the card, 15s to 1y: "90s", "5m", "2h", "1d". Without it, '
            "Plain's own setting for the card rules.",
        ),
        "empty": _argument(
            GraphQLString,
            "One muted line for when nothing is left to show; without it the card is hidden.",
        ),
        "timeout": _argument(
            GraphQLString,
            f'How long this card may take, at most {TIMEOUT_MAX}s: "6s". 4s unless told.',
        ),
        "trust": _argument(
            TRUST, "How surely the customer must be known; else the card is hidden.", "ANY"
        ),
    },
)

_FORMATS: Final = (
    _directive(
        "date",
        _FIELD,
        "Shows a DateTime as text, in the workspace's time zone and locale; without `style` and "
        "@text by Plain's DateTime component, where the workspace turned it on.",
        {"style": _argument(DATE_STYLE, "How the moment is written; DATE unless told.")},
    ),
    _directive("money", _FIELD, "Shows a Money in the workspace's locale: $129.00."),
    _directive(
        "number",
        _FIELD,
        "Shows a number in the workspace's locale: 12,345.",
        {"digits": _argument(GraphQLInt, f"{_DIGITS}; as they come if null.")},
    ),
    _directive(
        "percent",
        _FIELD,
        "Shows a ratio from 0 to 1 as a percentage: 0.42 is 42%.",
        {"digits": _argument(GraphQLInt, f"{_DIGITS}; 0 unless told.")},
    ),
)

_COMPONENTS: Final = (
    _directive(
        "text",
        _FIELD,
        "Shows the value as text. Colours: the first that matches, in written order.",
        {
            "text": _argument(GraphQLString, f"Shown in place of the value. {_WORDS}"),
            "size": _argument(TEXT_SIZE, "How large; M unless told."),
            "color": _argument(TEXT_COLOR, "The colour when none of the matches below applies."),
            "muted": _matches("Muted"),
            "success": _matches("Green"),
            "warning": _matches("Orange"),
            "error": _matches("Red"),
            "markdown": _argument(
                GraphQLBoolean,
                "Bold, italic and links in `text`; what {path} inserts is escaped. The value "
                "itself is shown as markdown only when its type is Markdown.",
                False,
            ),
        },
    ),
    _directive(
        "badge",
        _FIELD,
        "Shows the value as a badge. Colours: the first that matches, in written order; else grey.",
        {
            "label": _argument(GraphQLString, f"Shown in place of the value. {_WORDS}"),
            "grey": _matches("Grey"),
            "green": _matches("Green"),
            "yellow": _matches("Yellow"),
            "blue": _matches("Blue"),
            "red": _matches("Red"),
        },
    ),
    _directive(
        "copy",
        _FIELD,
        "Shows a button that copies the whole value; shows one of over "
        f"{COPY_VALUE_MAX:,} characters as text.",
        {
            "label": _argument(
                GraphQLString, f"Its tooltip; the field's name in words unless told. {_WORDS}"
            ),
            "text": _argument(GraphQLString, f"Copied in place of the value. {_WORDS}"),
        },
    ),
    _directive(
        "link",
        _FIELD,
        "Shows a button that opens an address.",
        {
            "label": _argument(
                GraphQLString, f"What the button says; the field's name unless told. {_WORDS}"
            ),
            "url": _argument(
                GraphQLString,
                f"The address: starts with {', '.join(URL_STARTS[:-1])} or {URL_STARTS[-1]}, what "
                "{path} inserts is percent-encoded. Without it the field itself must be a URL or "
                "an Email.",
            ),
        },
    ),
    _directive(
        "workflow",
        _FIELD,
        "Shows a button that starts one of Plain's workflows: give `id` or `key`.",
        {
            "label": _argument(GraphQLNonNull(GraphQLString), f"What the button says. {_WORDS}"),
            "id": _argument(GraphQLString, "The workflow's id in Plain."),
            "key": _argument(GraphQLString, "The workflow's key in Plain."),
        },
    ),
    _directive(
        "user",
        _FIELD,
        "Shows a user of Plain.",
        {"by": _argument(USER_ID, "Which id the value is; EMAIL unless told.", "EMAIL")},
    ),
)

WHERE: Final = _directive(
    "where",
    _FIELD,
    "Keeps the items of a list whose value matches, before @each cuts and counts; without "
    "`is` and `not`, those that have one. Several: all must hold.",
    {
        "field": _argument(
            GraphQLString,
            "Path of the value, of fields selected in the list's braces or below; for a list "
            "of single values left out: the item itself.",
        ),
        "is": _matches("Kept"),
        "not": _matches("Left out"),
    },
    repeatable=True,
)

EACH: Final = _directive(
    "each",
    _FIELD,
    "Says how a list is shown.",
    {
        "max": _argument(GraphQLInt, "The largest number of items to show."),
        "more": _argument(
            GraphQLString,
            "Said when `max` left items out; {count} is how many of those fetched. "
            f'"and {{count}} more" unless told, "" for nothing. {_WORDS}',
        ),
        "heading": _argument(
            GraphQLString,
            f"Stands above the items; {{count}} is how many there are. {_WORDS}",
        ),
        "empty": _argument(
            GraphQLString, f"Said when the list is empty, or nothing of it is kept. {_WORDS}"
        ),
    },
)

_STRUCTURE: Final = (
    _directive(
        "row",
        _GROUP,
        "On a leaf: muted label left, value right. On an object or inline fragment: two columns, "
        "filled by its fields' @main and @aside. On a list: one row per item.",
        {"label": _argument(GraphQLString, f"The muted label left of a leaf. {_WORDS}")},
    ),
    _directive("main", _FIELD, "Puts the field in the row's left column."),
    _directive("aside", _FIELD, "Puts the field in the row's right column."),
    EACH,
    WHERE,
    _directive(
        "section",
        _GROUP,
        "Groups what is inside, under a title or in a box.",
        {
            "title": _argument(GraphQLString, f"Stands above it. {_WORDS}"),
            "box": _argument(GraphQLBoolean, "Draws a border around it.", False),
        },
    ),
    _directive(
        "note",
        _GROUP,
        "Fixed words before the field they stand on.",
        {
            "text": _argument(GraphQLNonNull(GraphQLString), f"The words. {_WORDS}"),
            "color": _argument(TEXT_COLOR, "Their colour; MUTED unless told."),
            "size": _argument(TEXT_SIZE, "How large; M unless told."),
        },
        repeatable=True,
    ),
    _directive(
        "divider",
        _GROUP,
        "A line before the field, when something is shown on both sides of it.",
        {"size": _argument(SPACING_SIZE, "Room around the line.")},
    ),
    _directive(
        "spacer",
        _GROUP,
        "Room before the field, when something is shown on both sides of it.",
        {"size": _argument(SPACING_SIZE, "How much; M unless told.", "M")},
    ),
    _directive(
        "when",
        _GROUP,
        "Shows the field and everything that stands on it only when a value matches; without "
        "`is` and `not`, when there is one. Several: all must hold.",
        {
            "field": _argument(
                GraphQLString,
                "Path of the value, of selected fields; the field itself unless told.",
            ),
            "is": _matches("Shown"),
            "not": _matches("Hidden"),
        },
        repeatable=True,
    ),
    _directive(
        "default",
        _FIELD,
        "Shows this text where the value is null; never where it failed.",
        {"text": _argument(GraphQLNonNull(GraphQLString), f"The text. {_WORDS}")},
    ),
)

DIRECTIVES: Final = (CARD, *_FORMATS, *_COMPONENTS, *_STRUCTURE)

FORMATS: Final = frozenset(directive.name for directive in _FORMATS)
"""At most one on a field."""

FUNCTIONS: Final[Mapping[str, str]] = {
    **{name: name for name in sorted(FORMATS)},
    "datetime": "date",
    "relative": "date",
}
"""Functions of `{path|function}` -> the format that each is: the formats, and styles of @date."""

COMPONENTS: Final = frozenset(directive.name for directive in _COMPONENTS)
"""At most one on a field."""

STRUCTURE: Final = frozenset(directive.name for directive in _STRUCTURE)

FIXED: Final = frozenset({"when", "where", "note", "divider", "spacer", "default"})
"""Alone on a leaf they show nothing."""

LAYOUT: Final = FORMATS | COMPONENTS | STRUCTURE
"""Every directive that may stand on a field; `card` stands on the query."""

WORDS: Final[Mapping[str, frozenset[str]]] = {
    "row": frozenset({"label"}),
    "text": frozenset({"text"}),
    "badge": frozenset({"label"}),
    "copy": frozenset({"label", "text"}),
    "link": frozenset({"label", "url"}),
    "workflow": frozenset({"label"}),
    "each": frozenset({"heading", "empty", "more"}),
    "section": frozenset({"title"}),
    "note": frozenset({"text"}),
    "default": frozenset({"text"}),
}
"""Directive -> its arguments that are templates (`{path}`, `{path|date}`, `{{`)."""

COUNT: Final = "count"
"""What a list's words call the number of its items."""

_COUNTED: Final[Mapping[str, frozenset[str]]] = {"each": frozenset({"heading", "more"})}


def is_counted(directive: DirectiveNode, name: str) -> bool:
    """Whether the argument `name` of a directive is said of a list, and so knows `{count}`."""
    return name in _COUNTED.get(directive.name.value, ())


COLOURS: Final[Mapping[str, Mapping[str, str]]] = {
    "badge": {name.lower(): name for name in get_args(BadgeColor)},
    "text": {name.lower(): name for name in get_args(TextColor) if name != "NORMAL"},
}
"""Directive -> its arguments that are lists of matches -> Plain's name of the colour."""

MATCHES: Final[Mapping[str, frozenset[str]]] = {
    "badge": frozenset(COLOURS["badge"]),
    "text": frozenset(COLOURS["text"]),
    "when": frozenset({"is", "not"}),
    "where": frozenset({"is", "not"}),
}
"""Directive -> its arguments of type `[Match!]`."""


def with_layout(schema: GraphQLSchema) -> GraphQLSchema:
    """Add the layout directives to `schema`: for checking cards, for the export and for /graphql.

    Directives and types of ours that are there already (copies too, as `extend_schema` makes) are
    replaced, so that calling it twice is harmless.
    """
    config = schema.to_kwargs()
    ours = {directive.name for directive in DIRECTIVES}
    kept = [directive for directive in config["directives"] if directive.name not in ours]
    config["directives"] = (*kept, *DIRECTIVES)
    config["types"] = tuple(type_ for type_ in config["types"] or () if type_.name not in TYPES)
    return GraphQLSchema(**config)
