"""Arguments of other languages that a card writes in another way: colours as a map, `gt: 5`."""

from collections.abc import Mapping

from graphql import (
    ArgumentNode,
    DirectiveNode,
    EnumValueNode,
    FloatValueNode,
    GraphQLDirective,
    IntValueNode,
    ObjectValueNode,
    StringValueNode,
    ValueNode,
    get_named_type,
    get_nullable_type,
    is_list_type,
)

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.directives import COLOURS, EACH
from aggregator.language.span import Span, span_of, whole_span
from aggregator.language.syntax.borrowed import as_condition
from aggregator.language.syntax.colour_map import as_match, by_colour, colour_named
from aggregator.lint.around import around
from aggregator.lint.rule import Heard

_COLOURED = "Colours are arguments, each with the values that have it"
_SIGNS = {
    **dict.fromkeys(("gt", "greaterthan", "above", "over", "morethan"), ">"),
    **dict.fromkeys(("gte", "min", "atleast", "greaterthanorequal"), ">="),
    **dict.fromkeys(("lt", "lessthan", "below", "under"), "<"),
    **dict.fromkeys(("lte", "max", "atmost", "lessthanorequal"), "<="),
}
_REST = frozenset({"default", "else", "otherwise", "other", "others", "rest", "fallback"})
_EQUAL = frozenset({"=", "==", "===", "eq", "equals", "is", "in"})
_UNEQUAL = frozenset({"!=", "!==", "<>", "ne", "neq", "not", "notin", "nin", "isnot"})
_CONDITIONS = frozenset({"if", "condition", "expression", "expr", "test", "where", "that"})
_OPERATORS = ("op", "operator", "comparator", "comparison", "condition")
_ONE_COLOUR = frozenset({"color", "colour", "variant", "style", "tone", "type"})


def meant_argument(
    heard: Heard, node: ArgumentNode, directive: GraphQLDirective
) -> Violation | None:
    """Tell of another way to say what the directive's own arguments say; None: it is none."""
    name = directive.name
    if name in COLOURS:
        return _of_colours(heard, node, directive)
    if name in {"row", "section"} and node.name.value in EACH.args and _of_list(heard):
        return _of_each(heard, node)
    if name not in {"when", "where"}:
        return None
    if not _names(heard, node) & {"field", "is", "not"}:
        return _compared(heard, node, directive)
    return _operated(heard, node)


def _of_colours(heard: Heard, node: ArgumentNode, directive: GraphQLDirective) -> Violation | None:
    if isinstance(node.value, ObjectValueNode):
        return _mapped(node, directive.name, node.value)
    if node.name.value.lower() in _ONE_COLOUR | _REST:
        return _coloured(node, directive.name)
    return _each(heard, node, directive)


def _mapped(node: ArgumentNode, directive: str, given: ObjectValueNode) -> Violation | None:
    """`colors: {ACTIVE: GREEN}`, or turned: `colors: {green: [ACTIVE]}`."""
    fields = given.fields or ()
    pairs = {as_match(each.name.value): _word(each.value) for each in fields}
    written = by_colour(directive, {key: word or "" for key, word in pairs.items()})
    if written is None and fields:
        turned = [(colour_named(directive, each.name.value), each.value) for each in fields]
        if all(colour for colour, _ in turned):
            written = ", ".join(f"{colour}: {whole_span(value).text}" for colour, value in turned)
    return None if written is None else _rewritten(node, _COLOURED, written)


def colours_mapped(heard: Heard, node: ObjectValueNode) -> Violation | None:
    """Tell of `color: {ACTIVE: GREEN}`, an object where one colour stands; None: it is another."""
    argument = next(iter(around(heard.context.document, node)), None)
    outer = _directive(heard, argument) if isinstance(argument, ArgumentNode) else None
    if outer is None or not isinstance(argument, ArgumentNode) or outer.name.value not in COLOURS:
        return None
    return _mapped(argument, outer.name.value, node)


def _coloured(node: ArgumentNode, directive: str) -> Violation | None:
    """`color: GREEN` of a badge, whatever its value is; `else: GREY`, whatever it is otherwise."""
    word = _word(node.value)
    colour = colour_named(directive, word) if word else None
    return _rewritten(node, _COLOURED, f'{colour}: ["*"]') if colour else None


def _each(heard: Heard, node: ArgumentNode, directive: GraphQLDirective) -> Violation | None:
    """`@badge(ACTIVE: GREEN, CANCELED: RED)`: all of them at once, at the first."""
    outer = _directive(heard, node)
    if outer is None:
        return None
    unknown = [each for each in outer.arguments or () if each.name.value not in directive.args]
    if unknown[0] is not node or any(
        each.name.value in COLOURS[directive.name] for each in outer.arguments or ()
    ):
        return None
    pairs: Mapping[str, str] = {
        as_match(each.name.value): _word(each.value) or "" for each in unknown
    }
    written = by_colour(directive.name, pairs)
    if written is None:
        return None
    source, first = whole_span(node).source, whole_span(node)
    changes = [Replacement(first, written)]
    before = first.end
    for each in (outer.arguments or ())[list(outer.arguments or ()).index(node) + 1 :]:
        if each in unknown:
            changes.append(Replacement(Span(source, before, whole_span(each).end), ""))
        before = whole_span(each).end
    hint = f"Write {written}"
    covers = whole_span(outer)
    return Violation(span_of(node), _COLOURED, hint=hint, changes=tuple(changes), covers=covers)


def _compared(heard: Heard, node: ArgumentNode, directive: GraphQLDirective) -> Violation | None:
    """`@when(status: ACTIVE)`, `@when(gt: 5)`; None for what others call is: and not:."""
    sign, given = _SIGNS.get(node.name.value.lower()), node.value
    if node.name.value.lower() in _CONDITIONS and isinstance(given, StringValueNode):
        said = as_condition(given.value)
        return (
            _rewritten(node, f"@{directive.name} compares by is: and not:", said) if said else None
        )
    if sign and isinstance(given, IntValueNode | FloatValueNode):
        written: str | None = f'is: "{sign} {given.value}"'
    else:
        written = compared_field(directive.name, node)
    if written is None or (sign is None and not _is_field(heard, node)):
        return None
    return _rewritten(node, f"@{directive.name} compares by is: and not:", written)


def compared_field(directive: str, node: ArgumentNode) -> str | None:
    """Write `status: ACTIVE` as a directive's condition; None when it is none."""
    if directive not in {"when", "where"} or node.name.value in {"field", "is", "not"}:
        return None
    if not isinstance(node.value, ObjectValueNode):
        return f'field: "{node.name.value}", is: {whole_span(node.value).text}'
    if len(node.value.fields) != 1:
        return None
    [only] = node.value.fields
    condition = _condition(only.name.value, only.value)
    return f'field: "{node.name.value}", {condition}' if condition else None


def _condition(operator: str, value: ValueNode) -> str | None:
    """Write `eq: OPEN` and `_gt: 5` as a condition of ours; None for what has none."""
    name, written = operator.strip("_ $").lower().replace(" ", "").replace("_", ""), ""
    if (sign := _SIGNS.get(name, operator if operator in _SIGNS.values() else "")) != "":
        number = isinstance(value, IntValueNode | FloatValueNode)
        return f'is: "{sign} {whole_span(value).text}"' if number else None
    written = whole_span(value).text
    if name in _EQUAL:
        return f"is: {written}"
    return f"not: {written}" if name in _UNEQUAL else None


def _operated(heard: Heard, node: ArgumentNode) -> Violation | None:
    """`@where(field: "status", op: "!=", value: SOLVED)`: at the operator, for both."""
    outer = _directive(heard, node)
    given = {each.name.value.lower(): each for each in outer.arguments or ()} if outer else {}
    operator = next((given[each] for each in _OPERATORS if each in given), None)
    value = given.get("value")
    if outer is None or operator is not node or value is None:
        return None
    condition = _condition(_word(operator.value) or "", value.value)
    if condition is None:
        return None
    changes = (
        Replacement(whole_span(operator), condition),
        Replacement(whole_span(value), ""),
    )
    words = f"@{outer.name.value} compares by is: and not:"
    covers = whole_span(outer)
    hint = f"Write {condition}"
    return Violation(span_of(node), words, hint=hint, changes=changes, covers=covers)


def _is_field(heard: Heard, node: ArgumentNode) -> bool:
    """Tell whether an argument's name is a field of the braces around, or of the list's items."""
    owners = (heard.context.get_parent_type(), get_named_type(heard.context.get_type()))
    return any(node.name.value in getattr(owner, "fields", {}) for owner in owners if owner)


def _names(heard: Heard, node: ArgumentNode) -> set[str]:
    outer = _directive(heard, node)
    return {each.name.value for each in outer.arguments or ()} if outer else set()


def _directive(heard: Heard, node: ArgumentNode) -> DirectiveNode | None:
    outer = next(iter(around(heard.context.document, node)), None)
    return outer if isinstance(outer, DirectiveNode) else None


def _of_list(heard: Heard) -> bool:
    type_ = heard.context.get_type()
    return type_ is not None and is_list_type(get_nullable_type(type_))


def _of_each(heard: Heard, node: ArgumentNode) -> Violation | None:
    """`@row(empty: "None")`: what is said of a list is @each's."""
    outer = _directive(heard, node)
    if outer is None:
        return None
    whole, argument = whole_span(outer), whole_span(node)
    written = f"@each({argument.text})"
    changes: tuple[Replacement, ...] = ()
    if len(outer.arguments or ()) == 1:
        changes = (Replacement(whole, f"@{outer.name.value} {written}"),)
    words = f"@{outer.name.value} says nothing of a list as a whole"
    return Violation(span_of(node), words, hint=f"Write {written}", changes=changes)


def _rewritten(node: ArgumentNode, words: str, written: str) -> Violation:
    change = Replacement(whole_span(node), written)
    return Violation(span_of(node), words, hint=f"Write {written}", changes=(change,))


def _word(value: ValueNode) -> str | None:
    return value.value if isinstance(value, EnumValueNode | StringValueNode) else None
