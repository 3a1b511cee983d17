"""Where a card compares values: `is:`, `not:` and the colours, each with what it looks at."""

from collections.abc import Iterator
from typing import NamedTuple

from graphql import ArgumentNode, DirectiveNode

from aggregator.cards.directives import MATCHES
from aggregator.cards.outline import Outline, Piece, string
from aggregator.cards.paths import PathError, resolve
from aggregator.cards.templates import TemplateError, parse_path


class Matching(NamedTuple):
    """One list of matches. `target` is the field whose value is compared; None: no such field."""

    argument: ArgumentNode
    target: Piece | None
    is_when: bool


def matchings(tree: Outline) -> Iterator[Matching]:
    """Yield every list of matches in the card, in written order."""
    for piece in tree.pieces:
        for node in piece.directives:
            name = node.name.value
            for given in node.arguments or ():
                if given.name.value in MATCHES.get(name, ()):
                    yield Matching(given, _target(tree, piece, node), name == "when")


def _target(tree: Outline, piece: Piece, node: DirectiveNode) -> Piece | None:
    field = string(node, "field") if node.name.value == "when" else None
    if field is None:
        return piece if piece.is_field else None
    try:
        return resolve(parse_path(field.value), tree.scope(piece)).field
    except (PathError, TemplateError):
        return None
