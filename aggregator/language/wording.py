"""Where a card's words with `{path}` in them stand, and which fields they read."""

from collections.abc import Iterator, Sequence
from typing import NamedTuple

from graphql import DirectiveNode, StringValueNode

from aggregator.language.directives import COUNT, WORDS, is_counted
from aggregator.language.outline import Braces, Outline, Piece, string
from aggregator.language.paths import HERE, OF_LIST
from aggregator.language.templates import Hole, Segment, TemplateError, parse_path, parse_template


class Wording(NamedTuple):
    """One template: the string `node`, given as `argument` of a directive on `piece`."""

    piece: Piece
    directive: DirectiveNode
    argument: str
    node: StringValueNode

    @property
    def is_counted(self) -> bool:
        """It is said of a list, and knows `{count}`."""
        return is_counted(self.directive, self.argument)

    def is_count(self, hole: Hole) -> bool:
        """Whether `hole` is the number of a list's items, rather than a field."""
        return self.is_counted and hole.names == (COUNT,)

    def holes(self) -> list[Hole]:
        """List its `{path}`s; none when it is malformed, which has a rule of its own."""
        try:
            return [part for part in parse_template(self.node.value) if isinstance(part, Hole)]
        except TemplateError:
            return []


class Reading(NamedTuple):
    """A path, in the string `node`, and the braces in which it may begin.

    counted  what is written there knows `{count}` too
    within   says which braces those are
    """

    node: StringValueNode
    path: Sequence[Segment]
    braces: Braces
    counted: bool = False
    within: str = HERE


def wordings(tree: Outline) -> Iterator[Wording]:
    """Yield every template of the card, in written order."""
    for piece in tree.pieces:
        for directive in piece.directives:
            for argument in sorted(WORDS.get(directive.name.value, ())):
                node = string(directive, argument)
                if node is not None:
                    yield Wording(piece, directive, argument, node)


def conditions(tree: Outline) -> Iterator[Wording]:
    """Yield every `field:` of a `@when`, or of a `@where` on a list that has fields."""
    for piece in tree.pieces:
        for directive in piece.directives:
            name = directive.name.value
            looks = name == "when" or (name == "where" and piece.is_object and piece.is_list)
            node = string(directive, "field") if looks else None
            if node is not None:
                yield Wording(piece, directive, "field", node)


def reach(tree: Outline, piece: Piece, directive: DirectiveNode) -> Braces:
    """List the fields that a directive's paths may begin with: of @where, those of an item."""
    return [list(piece.fields())] if directive.name.value == "where" else tree.braces(piece)


def read_by(tree: Outline) -> Iterator[Reading]:
    """Yield every well-formed path to a field in the card."""
    for wording in wordings(tree):
        braces = tree.braces(wording.piece)
        for hole in wording.holes():
            if not wording.is_count(hole):
                yield Reading(wording.node, hole.path, braces, wording.is_counted)
    for condition in conditions(tree):
        try:
            path = parse_path(condition.node.value)
        except TemplateError:
            continue
        braces = reach(tree, condition.piece, condition.directive)
        within = OF_LIST if condition.directive.name.value == "where" else HERE
        yield Reading(condition.node, path, braces, within=within)
