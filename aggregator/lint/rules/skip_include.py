"""`@skip` and `@include` need variables of the caller; a card hides things with `@when`.

`@when(field: "status", is: [ACTIVE])` looks at the data: at a field that the card selects.

Wrong:
    name @skip(if: true) @text

Right:
    name @when(not: ["Ann"]) @text
"""

from collections.abc import Iterator

from graphql import BooleanValueNode, DirectiveNode, GraphQLEnumType

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.kinds import kind_of
from aggregator.language.outline import Outline, Selection, argument
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        for node in selection.directives:
            name = node.name.value
            if name not in {"skip", "include"}:
                continue
            message = f"@{name} has no meaning in a card: @when looks at the data"
            whole, right = whole_span(node), _meant(tree, selection, node)
            hint = (
                f"Write {right}" if right else 'Remove it, or write @when(field: "...", is: ...).'
            )
            changes = (Replacement(whole, right),)
            yield Violation(span_of(node), message, ("@when",), hint, changes, covers=whole)


def _meant(tree: Outline, selection: Selection, node: DirectiveNode) -> str:
    """Guess at the condition: a field that is selected, or a value of the enum; else nothing."""
    given = argument(node, "if")
    if given is None or isinstance(given.value, BooleanValueNode):
        return ""
    named = getattr(given.value, "name", None)
    word = str(named.value if named else getattr(given.value, "value", "")).strip("${} ")
    keeps = node.name.value == "include"
    for field in tree.braces(selection)[0]:
        if field.name == word and field.is_leaf:
            return _asking(field, keeps=keeps)
    type_ = selection.named_type
    if isinstance(type_, GraphQLEnumType) and word.upper() in type_.values:
        return f"@when({'is' if keeps else 'not'}: {word.upper()})"
    return ""


def _asking(field: Selection, *, keeps: bool) -> str:
    """Compare a Boolean with true; of any other field ask whether it has a value."""
    start = f'@when(field: "{field.name}"'
    if field.named_type is not None and kind_of(field.named_type) == "boolean":
        return f"{start}, {'is' if keeps else 'not'}: true)"
    return f"{start})" if keeps else f'{start}, not: ["*"])'


RULE = Rule.of(__name__, __doc__, card=check)
