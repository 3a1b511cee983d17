"""Who reads a card's variables, and what mends a variable that should not be as it is."""

from collections.abc import Iterator, Sequence

from graphql import (
    FieldNode,
    ListValueNode,
    ObjectValueNode,
    OperationDefinitionNode,
    ValueNode,
    VariableDefinitionNode,
    VariableNode,
)

from aggregator.domain.plain.request import ROOTS
from aggregator.language.diagnostics import Replacement
from aggregator.language.outline import Outline
from aggregator.language.span import Span, whole_span


def definitions(tree: Outline) -> Iterator[VariableDefinitionNode]:
    """Yield the variables that have findings of their own.

    One that only an argument of `customer` or another root reads is part of that mistake.
    """
    for node in (tree.operation.variable_definitions or ()) if tree.operation else ():
        if set(_readers(tree, node.variable.name.value)) != {True}:
            yield node


def only_of_roots(tree: Outline) -> Iterator[VariableDefinitionNode]:
    """Yield the variables that nothing but arguments of roots reads."""
    for node in (tree.operation.variable_definitions or ()) if tree.operation else ():
        if set(_readers(tree, node.variable.name.value)) == {True}:
            yield node


def mended(
    tree: Outline, node: VariableDefinitionNode, change: Replacement, hint: str
) -> tuple[Replacement, str]:
    """Give the change and its hint, or that the whole definition goes when nothing reads it."""
    if tree.operation is None or any(True for _ in _readers(tree, node.variable.name.value)):
        return change, hint
    return without(tree.operation, [node]), "Remove the variable: nothing reads it."


def without(
    operation: OperationDefinitionNode, gone: Sequence[VariableDefinitionNode]
) -> Replacement:
    """Write an operation's variables without some of them, of which there is one at least."""
    all_of_them = operation.variable_definitions or ()
    source = whole_span(operation).source
    start = source.body.rfind("(", 0, whole_span(all_of_them[0]).start)
    end = source.body.find(")", whole_span(all_of_them[-1]).end) + 1
    kept = ", ".join(whole_span(each).text for each in all_of_them if each not in gone)
    return Replacement(Span(source, start, end), f"({kept})" if kept else "")


def _readers(tree: Outline, name: str) -> Iterator[bool]:
    """Yield for each place that reads the variable whether it is an argument of a root."""
    for selection in tree.selections:
        node = selection.node
        if isinstance(node, FieldNode):
            root = selection.owner is tree.schema.query_type and node.name.value in ROOTS
            for given in node.arguments or ():
                yield from (root for _ in _read(given.value, name))
        for directive in selection.directives:
            for given in directive.arguments or ():
                yield from (False for _ in _read(given.value, name))
    for directive in (tree.operation.directives or ()) if tree.operation else ():
        for given in directive.arguments or ():
            yield from (False for _ in _read(given.value, name))


def _read(value: ValueNode, name: str) -> Iterator[VariableNode]:
    if isinstance(value, VariableNode) and value.name.value == name:
        yield value
    elif isinstance(value, ListValueNode):
        for each in value.values:
            yield from _read(each, name)
    elif isinstance(value, ObjectValueNode):
        for field in value.fields:
            yield from _read(field.value, name)
