"""What a list's directives say about it: `@where`, `@each` and `@default`."""

from collections.abc import Sequence

from graphql import DirectiveNode

from aggregator.language.outline import Braces, Selection
from aggregator.language.paths import ObjectData
from aggregator.render.layout import pieces
from aggregator.render.layout.arguments import integer, text
from aggregator.render.layout.conditions import where
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.lists import ListStyle
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.words import PiecesOf, author_text, some, words_of


def listing_of(selection: Selection, braces: Braces) -> ListStyle:
    """How the list `selection` is shown; of a single value, only what stands for a null."""
    keeps = [
        where(directive, selection)
        for directive in selection.directives
        if directive.name.value == "where"
    ]
    null, directive = default_of(selection, braces), selection.directive("each")
    if directive is None:
        return ListStyle(keeps, more=None, null=null, empty=null if selection.is_leaf else None)
    words = words_of(directive, "empty", braces)
    empty = author_text(words) if words else null if selection.is_leaf else None
    more = _more(directive, braces)
    beyond = None if more is None else author_text(_and_at_least)
    return ListStyle(keeps, _maximum(directive), more, beyond, empty, null)


def default_of(selection: Selection, braces: Braces) -> PiecesOf | None:
    """What `@default` says of a null."""
    directive = selection.directive("default")
    words = words_of(directive, "text", braces) if directive else None
    if words is None:
        return None

    def lines(obj: ObjectData, frame: Frame) -> Sequence[Piece]:
        return some(pieces.text(words(obj, frame) or ""))

    return lines


def _maximum(directive: DirectiveNode) -> int | None:
    maximum = integer(directive, "max")
    if maximum is not None and maximum < 1:
        raise Unchecked(directive, "number-range")
    return maximum


def _more(directive: DirectiveNode, braces: Braces) -> PiecesOf | None:
    words = words_of(directive, "more", braces)
    if words is None:
        return None if text(directive, "more") is not None else author_text(_and_more)
    return author_text(words)


def _and_more(_: ObjectData, frame: Frame) -> str | None:
    return None if frame.count is None else f"and {frame.count} more"


def _and_at_least(_: ObjectData, frame: Frame) -> str:
    return f"and at least {frame.count} more"
