"""A document laid out: what stands on one line, what on several."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass

from graphql import (
    ArgumentNode,
    DefinitionNode,
    DirectiveNode,
    DocumentNode,
    FieldNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    ListValueNode,
    Node,
    ObjectFieldNode,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionNode,
    SelectionSetNode,
    StringValueNode,
    Token,
    TokenKind,
    ValueNode,
    VariableDefinitionNode,
    print_ast,
)
from graphql.language.block_string import print_block_string

from aggregator.authoring.fmt.comments import Comments
from aggregator.authoring.fmt.flat import flat, in_parentheses, joined, tokens

WIDTH = 100
_STEP = "  "

TextLines = list[str]


@dataclass(frozen=True, slots=True)
class _Head:
    """What stands before the directives: on one line, or its arguments on lines of their own.

    flat   None where a text in it has several lines
    lines  lays it out at an indent, with what ends its last line
    """

    flat: str | None
    lines: Callable[[str, str], TextLines]


class Layout:
    """Lays out one file's queries and fragments; `indent` is what a line begins with."""

    def __init__(self, text: str, document: DocumentNode) -> None:
        self._document = document
        first, self._end = tokens(document)
        self.comments = Comments(text, first)

    def write(self) -> str:
        lines: TextLines = []
        for node in self._document.definitions:
            lines += [*([""] if lines else []), *self._item(node, "", self._definition)]
        for comment in self.comments.lead(self._end):
            lines += [*([""] if comment.blank and lines else []), comment.text]
        return "\n".join(lines) + "\n"

    def _item(
        self,
        node: Node,
        indent: str,
        lay: Callable[..., TextLines],
        suffix: str = "",
        *,
        blanks: bool = True,
    ) -> TextLines:
        """Lay out a node that has lines of its own, with the comments before, in and behind it."""
        first, last = tokens(node)
        leading = self.comments.lead(first)
        blank = blanks and bool(leading) and self.comments.blank_before(first.start)
        body = lay(node, indent)
        odd = self.comments.rest_between(first.start, last.end)
        body[-1] += suffix + self._behind(last)
        lines: TextLines = []
        for comment in leading:
            lines += [*([""] if blanks and comment.blank and lines else []), indent + comment.text]
        lines += [""] if blank else []
        return [*lines, *(indent + comment.text for comment in odd), *body]

    def _behind(self, token: Token) -> str:
        """Take the comment that stands behind a token, as it ends a line."""
        comment = self.comments.trail(token)
        return f" {comment.text}" if comment else ""

    def _definition(self, node: DefinitionNode, indent: str) -> TextLines:
        description: StringValueNode | None = getattr(node, "description", None)
        lines = self._value(description, indent, indent) if description else []
        if isinstance(node, OperationDefinitionNode):
            name = f"{node.operation.value} {node.name.value if node.name else ''}".rstrip()
            head = self._head(name, node.variable_definitions or (), self._variable)
        elif isinstance(node, FragmentDefinitionNode):
            on = node.type_condition.name.value
            head = self._head(f"fragment {node.name.value} on {on}", (), self._variable)
        else:
            raise TypeError(f"{node.kind} is neither a query nor a fragment")
        return lines + self._unit(node, indent, head)

    def _selection(self, node: SelectionNode, indent: str) -> TextLines:
        if isinstance(node, FieldNode):
            alias = f"{node.alias.value}: " if node.alias else ""
            name = f"{alias}{node.name.value}"
            return self._unit(node, indent, self._head(name, node.arguments or (), self._argument))
        if isinstance(node, FragmentSpreadNode):
            name = f"...{node.name.value}"
        else:
            on = getattr(node, "type_condition", None)
            name = f"... on {on.name.value}" if on else "..."
        return self._unit(node, indent, self._head(name, (), self._argument))

    def _unit(self, node: Node, indent: str, head: _Head) -> TextLines:
        """Lay out a head, its directives and its braces."""
        directives: Sequence[DirectiveNode] = getattr(node, "directives", None) or ()
        body: SelectionSetNode | None = getattr(node, "selection_set", None)
        first, last = tokens(node)
        end = tokens(body)[0].start if body else last.end
        brace = " {" if body else ""
        shown = joined(directives, lambda parts: "".join(f" {part}" for part in parts))
        line = "" if head.flat is None or shown is None else indent + head.flat + shown + brace
        if line and len(line) <= WIDTH and not self.comments.any_between(first.start, end):
            lines = [line]
        else:
            lines = head.lines(indent, "" if directives else brace)
            for each in directives[:1]:
                lines[-1] += self._behind(_code_before(tokens(each)[0]))
            for each in directives:
                lines += self._item(each, indent + _STEP, self._directive, blanks=False)
            lines += [f"{indent}{{"] if body and directives else []
        return lines + self._braces(body, indent, lines) if body else lines

    def _braces(self, body: SelectionSetNode, indent: str, lines: TextLines) -> TextLines:
        """Lay out what stands between braces; the opening one ends `lines`."""
        opening, closing = tokens(body)
        lines[-1] += self._behind(opening)
        inside: TextLines = []
        for node in body.selections:
            start = self.comments.start(tokens(node)[0])
            inside += [""] if inside and self.comments.blank_before(start) else []
            inside += self._item(node, indent + _STEP, self._selection)
        for comment in self.comments.lead(closing):
            inside += [*([""] if comment.blank else []), indent + _STEP + comment.text]
        return [*inside, f"{indent}}}"]

    def _directive(self, node: DirectiveNode, indent: str) -> TextLines:
        return self._head(f"@{node.name.value}", node.arguments or (), self._argument).lines(
            indent, ""
        )

    def _argument(self, node: ArgumentNode | ObjectFieldNode, indent: str) -> TextLines:
        return self._value(node.value, indent, f"{indent}{node.name.value}: ")

    def _variable(self, node: VariableDefinitionNode, indent: str) -> TextLines:
        said = self._value(node.description, indent, indent) if node.description else []
        return said + self._declaration(node, indent)

    def _declaration(self, node: VariableDefinitionNode, indent: str) -> TextLines:
        start = f"{indent}${node.variable.name.value}: {print_ast(node.type)}"
        more = "".join(f" {print_ast(each)}" for each in node.directives or ())
        if node.default_value is None:
            return [start + more]
        lines = self._value(node.default_value, indent, f"{start} = ")
        return [*lines[:-1], lines[-1] + more]

    def _value(self, node: ValueNode, indent: str, before: str) -> TextLines:
        """Lay out a value behind `before`: on one line, or what it holds on lines of their own."""
        line = flat(node)
        first, last = tokens(node)
        apart = self.comments.any_between(first.start, last.end)
        if line is not None and len(before + line) < WIDTH and not apart:
            return [before + line]
        if isinstance(node, ListValueNode) and node.values:
            return [f"{before}[", *self._list(node.values, indent, self._element), f"{indent}]"]
        if isinstance(node, ObjectValueNode) and node.fields:
            return [f"{before}{{", *self._list(node.fields, indent, self._argument), f"{indent}}}"]
        if line is not None:
            return [before + line]
        text = node.value if isinstance(node, StringValueNode) else ""
        start, *more = print_block_string(text).split("\n")
        return [before + start, *(indent + each if each else "" for each in more)]

    def _element(self, node: ValueNode, indent: str) -> TextLines:
        return self._value(node, indent, indent)

    def _list(self, nodes: Sequence[Node], indent: str, lay: Callable[..., TextLines]) -> TextLines:
        lines: TextLines = []
        for node in nodes:
            comma = "," if node is not nodes[-1] else ""
            lines += self._item(node, indent + _STEP, lay, comma, blanks=False)
        return lines

    def _head(self, name: str, inside: Sequence[Node], lay: Callable[..., TextLines]) -> _Head:
        line = joined(inside, lambda parts: name + in_parentheses(parts))

        def lines(indent: str, after: str) -> TextLines:
            apart = any(self.comments.touches(*tokens(node)) for node in inside)
            if line is not None and len(indent + line + after) <= WIDTH and not apart:
                return [indent + line + after]
            if not inside:
                return [f"{indent}{name}{after}"]
            return [f"{indent}{name}(", *self._list(inside, indent, lay), f"{indent}){after}"]

        return _Head(line, lines)


def _code_before(token: Token) -> Token:
    """Go back to the token before, comments left out."""
    before = token.prev
    while before is not None and before.kind is TokenKind.COMMENT:
        before = before.prev
    return before or token
