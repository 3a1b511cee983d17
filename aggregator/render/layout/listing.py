"""What a list's directives say about it: `@where`, `@each` and `@default`."""

from graphql import DirectiveNode

from aggregator.domain.plain.components import Component
from aggregator.language.outline import Braces, Piece
from aggregator.language.paths import Scope
from aggregator.render.layout import pieces
from aggregator.render.layout.conditions import where
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.lists import Listing
from aggregator.render.layout.marks import integer, text
from aggregator.render.layout.words import Lines, author_text, words_of


def listing_of(piece: Piece, braces: Braces) -> Listing:
    """How the list `piece` is shown; of a single value, only what stands for a null."""
    keeps = [where(mark, piece) for mark in piece.directives if mark.name.value == "where"]
    null, mark = default_of(piece, braces), piece.directive("each")
    if mark is None:
        return Listing(keeps, more=None, null=null, empty=null if piece.is_leaf else None)
    words = words_of(mark, "empty", braces, "markdown")
    empty = author_text(words) if words else null if piece.is_leaf else None
    return Listing(keeps, _most(mark), _more(mark, braces), empty, null)


def default_of(piece: Piece, braces: Braces) -> Lines | None:
    """What `@default` says of a null."""
    mark = piece.directive("default")
    words = words_of(mark, "text", braces) if mark else None
    if words is None:
        return None

    def lines(scope: Scope, frame: Frame) -> list[Component]:
        return pieces.some(pieces.text(words(scope, frame) or ""))

    return lines


def _most(mark: DirectiveNode) -> int | None:
    most = integer(mark, "max")
    if most is not None and most < 1:
        raise Unchecked(mark, "number-range")
    return most


def _more(mark: DirectiveNode, braces: Braces) -> Lines | None:
    words = words_of(mark, "more", braces, "markdown")
    if words is None:
        return None if text(mark, "more") is not None else author_text(_and_more)
    return author_text(words)


def _and_more(_: Scope, frame: Frame) -> str:
    return f"and {frame.count} more"
