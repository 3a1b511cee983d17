"""The addresses that a card's words hold: `@link(url:)`, and those in an author's markdown.

Markdown makes a link of `[words](address)`, `[name]: address`, `<address>` and a bare address. A
value in an address is percent-encoded; anywhere else in markdown it is escaped.
"""

import re
from collections.abc import Iterator, Mapping
from typing import Final, NamedTuple

from graphql import BooleanValueNode, DirectiveNode, StringValueNode

from aggregator.language.outline import Outline, argument, string
from aggregator.language.wording import wordings

_MARKDOWN: Final[Mapping[str, frozenset[str]]] = {
    "row": frozenset({"label"}),
    "each": frozenset({"heading", "empty", "more"}),
    "section": frozenset({"title"}),
    "note": frozenset({"text"}),
}
"""Directive -> its arguments that are always markdown; @text(text:) is where it says so."""

_HOLE: Final = r"\{\{|\}\}|\{[^{}]*\}"
_SIGN: Final = rf"(?:{_HOLE}|[^\s()<>{{}}])"
_ADDRESS: Final = re.compile(
    rf"(?<!\\)\]\(\s*(?:<(?P<held>(?:{_HOLE}|[^<>{{}}\n])*)>|(?P<plain>(?:{_SIGN}|\({_SIGN}*\))+))"
    rf"|^[ ]{{0,3}}\[[^\]\n]+\]:\s*<?(?P<named>{_SIGN}+)"
    rf"|<(?P<auto>(?:[A-Za-z][A-Za-z0-9+.-]+:|(?=\{{[^{{]))(?:{_HOLE}|[^<>\s{{}}])+)>"
    rf"|\b(?P<bare>(?:https?://|www\.)(?:{_HOLE}|[^\s<>()\[\]{{}}\"`\\])*)",
    re.IGNORECASE | re.MULTILINE,
)
_TITLE: Final = re.compile(
    rf""">?\s+(?:"(?P<double>(?:{_HOLE}|[^"{{}}])*)"|'(?P<single>(?:{_HOLE}|[^'{{}}])*)')"""
)
"""What a link may say behind its address: `[words](address "title")`."""


class Address(NamedTuple):
    """Characters `start` to `end` of a string's value, which a reader may open.

    bare  it stands by itself in markdown, where it need not name a scheme: www.example.com
    """

    node: StringValueNode
    start: int
    end: int
    bare: bool = False

    @property
    def written(self) -> str:
        return self.node.value[self.start : self.end]


def spans(markdown: str) -> Iterator[tuple[int, int, bool]]:
    """Yield where the addresses of a template stand, in order, and whether each is bare."""
    for found in _ADDRESS.finditer(markdown):
        kind = str(found.lastgroup)
        yield *found.span(kind), kind == "bare"


def titles(markdown: str) -> Iterator[tuple[int, int]]:
    """Yield where the titles of a template's links stand, in order, without their quotes."""
    for _, end, bare in spans(markdown):
        found = None if bare else _TITLE.match(markdown, end)
        if found is not None:
            yield found.span(str(found.lastgroup))


def in_markdown(node: StringValueNode) -> Iterator[Address]:
    """Yield the addresses of a markdown template, in order."""
    for start, end, bare in spans(node.value):
        yield Address(node, start, end, bare)


def addresses(tree: Outline) -> Iterator[Address]:
    """Yield the addresses of a card, in written order."""
    for wording in wordings(tree):
        node, name = wording.node, wording.argument
        if wording.directive.name.value == "link" and name == "url":
            yield Address(node, 0, len(node.value))
        elif is_markdown(wording.directive, name):
            yield from in_markdown(node)


def is_markdown(directive: DirectiveNode, name: str) -> bool:
    """Whether the argument `name` of a directive is shown as markdown."""
    if directive.name.value == "text" and name == "text":
        given = argument(directive, "markdown")
        return bool(given and isinstance(given.value, BooleanValueNode) and given.value.value)
    return name in _MARKDOWN.get(directive.name.value, ()) and string(directive, name) is not None
