"""Where a card's words with `{path}` in them stand, and which fields they read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphql import DirectiveNode, StringValueNode

from aggregator.cards.directives import WORDS
from aggregator.cards.outline import Outline, Piece, string
from aggregator.cards.templates import Hole, Segment, TemplateError, parse_path, parse_template


class Wording(NamedTuple):
    """One template: the string `node`, given as `argument` of a directive on `piece`."""

    piece: Piece
    directive: DirectiveNode
    argument: str
    node: StringValueNode

    def holes(self) -> list[Hole]:
        """List its `{path}`s; none when it is malformed, which has a rule of its own."""
        try:
            return [part for part in parse_template(self.node.value) if isinstance(part, Hole)]
        except TemplateError:
            return []


def wordings(tree: Outline) -> Iterator[Wording]:
    """Yield every template of the card, in written order."""
    for piece in tree.pieces:
        for directive in piece.directives:
            for argument in sorted(WORDS.get(directive.name.value, ())):
                node = string(directive, argument)
                if node is not None:
                    yield Wording(piece, directive, argument, node)


def conditions(tree: Outline) -> Iterator[Wording]:
    """Yield every `field:` of a `@when`."""
    for piece in tree.pieces:
        for directive in piece.directives:
            node = string(directive, "field") if directive.name.value == "when" else None
            if node is not None:
                yield Wording(piece, directive, "field", node)


def read_by(tree: Outline) -> Iterator[tuple[Piece, StringValueNode, Sequence[Segment]]]:
    """Yield every well-formed path in the card: on which piece, in which string."""
    for wording in wordings(tree):
        for hole in wording.holes():
            yield wording.piece, wording.node, hole.path
    for condition in conditions(tree):
        try:
            path = parse_path(condition.node.value)
        except TemplateError:
            continue
        yield condition.piece, condition.node, path
