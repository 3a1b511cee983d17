"""A node on one line; None where a text in it has several."""

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from graphql import (
    ArgumentNode,
    DirectiveNode,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    StringValueNode,
    Token,
    VariableDefinitionNode,
    VariableNode,
    print_ast,
)
from graphql.language.block_string import print_block_string


def flat(node: Node) -> str | None:
    """Write a value, an argument, a directive or a variable's definition on one line."""
    write = _BY_KIND.get(type(node))
    return write(node) if write else _as_written(node)


def in_parentheses(parts: Sequence[str]) -> str:
    return f"({', '.join(parts)})" if parts else ""


def joined(nodes: Sequence[Node], write: Callable[[Sequence[str]], str]) -> str | None:
    """Write nodes together; None where one of them needs more than a line."""
    parts = [flat(node) for node in nodes]
    known = [part for part in parts if part is not None]
    return write(known) if len(known) == len(parts) else None


def tokens(node: Node) -> tuple[Token, Token]:
    """Give the node's first token and its last."""
    if node.loc is None:  # cannot be: files are parsed with locations
        raise ValueError("a node without its place cannot be laid out")
    return node.loc.start_token, node.loc.end_token


def _as_written(node: Node) -> str:
    first, last = tokens(node)
    body = node.loc.source.body if node.loc else ""
    return body[first.start : last.end]


def _string(node: StringValueNode) -> str | None:
    """Keep a text as its author escaped it; a block string is laid out anew."""
    written = print_block_string(node.value) if node.block else _as_written(node)
    return None if "\n" in written else written


def _argument(node: ArgumentNode | ObjectFieldNode) -> str | None:
    return joined([node.value], lambda parts: f"{node.name.value}: {parts[0]}")


def _directive(node: DirectiveNode) -> str | None:
    name = f"@{node.name.value}"
    return joined(node.arguments or (), lambda parts: name + in_parentheses(parts))


def _list(node: ListValueNode) -> str | None:
    return joined(node.values, lambda parts: f"[{', '.join(parts)}]")


def _object(node: ObjectValueNode) -> str | None:
    return joined(node.fields, lambda parts: f"{{ {', '.join(parts)} }}" if parts else "{}")


def _variable(node: VariableDefinitionNode) -> str | None:
    if node.description is not None:
        return None  # it stands on a line of its own, above
    start = f"${node.variable.name.value}: {print_ast(node.type)}"
    default = [node.default_value] if node.default_value else []
    value = joined(default, lambda parts: f" = {parts[0]}" if parts else "")
    more = joined(node.directives or (), lambda parts: "".join(f" {part}" for part in parts))
    return None if value is None or more is None else f"{start}{value}{more}"


def _named(node: VariableNode) -> str:
    return f"${node.name.value}"


_BY_KIND: Mapping[type[Node], Callable[[Any], str | None]] = {
    StringValueNode: _string,
    ArgumentNode: _argument,
    ObjectFieldNode: _argument,
    DirectiveNode: _directive,
    ListValueNode: _list,
    ObjectValueNode: _object,
    VariableDefinitionNode: _variable,
    VariableNode: _named,
}
