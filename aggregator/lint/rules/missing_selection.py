"""The field is an object: say in braces which of its fields the card reads.

Wrong:
    account @text

Right:
    account { name @text }
"""

from collections.abc import Iterator

from graphql import (
    FieldNode,
    GraphQLNamedType,
    InlineFragmentNode,
    OperationDefinitionNode,
    ScalarLeafsRule,
    SelectionSetNode,
    get_named_type,
    is_leaf_type,
)

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    if not isinstance(heard.node, FieldNode):
        return None  # said as `selection-on-leaf`
    name = heard.node.name.value
    message = (
        f'"{name}" is an object ({heard.context.get_type()}): say which of its fields, in braces'
    )
    type_ = heard.context.get_type()
    written = f"{{ {_example(get_named_type(type_) if type_ else None)} }}"
    end = whole_span(heard.node).end
    fix = Replacement(Span(span_of(heard.node).source, end, end), f" {written}")
    return Violation(span_of(heard.node), message, hint=f"Write {name} {written}", changes=(fix,))


def check(tree: Outline) -> Iterator[Violation]:
    """Look for braces with nothing in them, which GraphQL's own reading lets pass."""
    if tree.operation is not None:
        yield from _empty(tree.operation, "customer { id @text }")
    for selection in tree.selections:
        if isinstance(selection.node, FieldNode | InlineFragmentNode):
            yield from _empty(selection.node, _example(selection.named_type))


def _empty(
    node: FieldNode | InlineFragmentNode | OperationDefinitionNode, example: str
) -> Iterator[Violation]:
    braces: SelectionSetNode | None = node.selection_set
    if braces is not None and not braces.selections:
        span = whole_span(braces)
        written = f"{{ {example} }}"
        message = "These braces are empty: they name at least one field"
        yield Violation(
            span, message, hint=f"Write {written}", changes=(Replacement(span, written),)
        )


def _example(type_: GraphQLNamedType | None) -> str:
    """Choose a field that is shown as it is."""
    fields = getattr(type_, "fields", {})
    plain = [name for name, each in fields.items() if is_leaf_type(get_named_type(each.type))]
    named = [name for name in ("name", "title", "subject", "number") if name in plain]
    return f"{[*named, *plain, 'id'][0]} @text"


RULE = Rule.of(__name__, __doc__, card=check, core=(ScalarLeafsRule, _say))
