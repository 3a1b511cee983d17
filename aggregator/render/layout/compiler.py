"""Decides, selection by selection, what it shows and how the parts are put together.

From the inside out: the value, object or list itself; its row, heading and box; the fixed words
and separators before it; the conditions that govern all of it.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from typing import cast

from graphql import DirectiveNode

from aggregator.domain.plain.components import Component, Divider, Spacer, Spacing
from aggregator.language.directives import COMPONENTS, FORMATS
from aggregator.language.outline import Braces, Outline, Selection
from aggregator.language.paths import ObjectData
from aggregator.render.card import Defaults
from aggregator.render.layout import blocks, lists
from aggregator.render.layout.arguments import flag, keyword, text
from aggregator.render.layout.conditions import of_type, when
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Block, Frame
from aggregator.render.layout.leaves import leaf_block
from aggregator.render.layout.listing import default_of, listing_of
from aggregator.render.layout.pieces import Piece, piece
from aggregator.render.layout.show import label_of
from aggregator.render.layout.words import FixedPieces, FixedWords, PiecesOf, author_text, words_of


@dataclass(frozen=True, slots=True)
class LayoutPlace:
    """Where a selection stands: in a row (and in which column), in a box."""

    in_row: bool = False
    column: int = 0
    in_box: bool = False


class Compiler:
    """Compiles the selections of one card."""

    def __init__(self, outline: Outline, defaults: Defaults) -> None:
        self.outline = outline
        self.defaults = defaults

    def selections(self, selections: Sequence[Selection], place: LayoutPlace) -> Block | None:
        """Compile selections in written order; None when they show nothing."""
        found = [self._selection(selection, place) for selection in selections]
        shown = [block for block in found if block is not None]
        return _in_order(shown) if shown else None

    def _selection(self, selection: Selection, place: LayoutPlace) -> Block | None:
        if place.in_row:
            place = replace(place, column=self._column(selection, place))
        elif selection.has("main", "aside"):
            raise Unchecked(selection.node, "column-outside-row")
        if selection.is_field and selection.definition is None:
            raise Unchecked(selection.node, "unknown-field")
        if selection.has("where") and not selection.is_list:
            raise Unchecked(selection.node, "where-on-single")
        braces = self.outline.braces(selection)
        if selection.is_leaf:
            body = self._leaf(selection, braces, place)
        elif selection.is_list:
            body = self._list(selection, braces, place)
        else:
            body = self._object(selection, braces, place)
        if body is None:
            return None
        body = self._section(selection, braces, place, body)
        return self._governed(selection, braces, place, body)

    def _column(self, selection: Selection, place: LayoutPlace) -> int:
        if selection.has("main"):
            return 0
        return 1 if selection.has("aside") else place.column

    # -- the value, object or list itself

    def _leaf(self, selection: Selection, braces: Braces, place: LayoutPlace) -> Block | None:
        if not selection.is_shown:
            return None
        each, row = selection.directive("each"), selection.directive("row")
        column = 0 if row else place.column
        inside = leaf_block(selection, braces, self.defaults, listing_of(selection, braces), column)
        if row is not None:
            self._no_row_in_row(row, place)
            label = words_of(row, "label", braces)
            words = author_text(label or FixedWords(label_of(selection)))
            inside = blocks.LeafRow(words, inside)
        return self._headed(each, braces, inside, place.column) if each else inside

    def _object(self, selection: Selection, braces: Braces, place: LayoutPlace) -> Block | None:
        inside = self._inside(selection, place)
        default = default_of(selection, braces)
        if not selection.is_field:
            return inside
        if inside is None and default is None:
            return None
        return blocks.Flattened(selection.name, inside or _nothing, place.column, default)

    def _list(self, selection: Selection, braces: Braces, place: LayoutPlace) -> Block | None:
        inside = self._inside(selection, place)
        if inside is None:
            return None
        block = lists.Each(selection.name, inside, place.column, listing_of(selection, braces))
        directive = selection.directive("each")
        return self._headed(directive, braces, block, place.column) if directive else block

    def _inside(self, selection: Selection, place: LayoutPlace) -> Block | None:
        """What is inside the braces of an object, a list's item or a group, as a row if asked."""
        for directive in selection.directives:
            if directive.name.value in FORMATS | COMPONENTS:
                raise Unchecked(directive, "value-layout-on-object")
        row = selection.directive("row")
        section = selection.directive("section")
        held = replace(place, in_box=place.in_box or _is_box(section))
        if row is None:
            return self.selections(selection.children, held)
        self._no_row_in_row(row, place)
        if text(row, "label") is not None:
            raise Unchecked(row, "row-label-on-object")
        inside = self.selections(selection.children, replace(held, in_row=True, column=0))
        return blocks.AsRow(inside) if inside else None

    def _no_row_in_row(self, row: DirectiveNode, place: LayoutPlace) -> None:
        if place.in_row:
            raise Unchecked(row, "row-in-row")

    # -- what is put around it

    def _section(
        self, selection: Selection, braces: Braces, place: LayoutPlace, body: Block
    ) -> Block:
        directive = selection.directive("section")
        if directive is None:
            return body
        if place.in_row:
            raise Unchecked(directive, "section-in-row")
        title = words_of(directive, "title", braces)
        if title is not None:
            body = blocks.Headed(author_text(title), body, place.column)
        if not flag(directive, "box"):
            return body
        if place.in_box:
            raise Unchecked(directive, "box-in-box")
        return blocks.Boxed(body)

    def _governed(
        self, selection: Selection, braces: Braces, place: LayoutPlace, body: Block
    ) -> Block:
        """Put fixed words and separators before the body, and conditions over all of it."""
        before = [
            lines
            for directive in selection.directives
            if (lines := self._fixed(directive, braces)) is not None
        ]
        if before:
            body = blocks.Headed(_all(before), body, place.column)
        conditions = [
            when(directive, selection, braces)
            for directive in selection.directives
            if directive.name.value == "when"
        ]
        on_type = None if selection.is_field else of_type(selection, self.outline.schema)
        if on_type is not None:
            conditions.insert(0, on_type)
        return blocks.Guarded(conditions, body) if conditions else body

    def _fixed(self, directive: DirectiveNode, braces: Braces) -> PiecesOf | None:
        name = directive.name.value
        if name == "note":
            words = words_of(directive, "text", braces)
            color, size = keyword(directive, "color") or "MUTED", keyword(directive, "size") or "M"
            return author_text(words, color, size) if words else None
        if name == "divider":
            return _constant(Divider(_spacing(directive)))
        if name == "spacer":
            return _constant(Spacer(_spacing(directive) or "M"))
        return None

    def _headed(self, directive: DirectiveNode, braces: Braces, body: Block, column: int) -> Block:
        heading = words_of(directive, "heading", braces)
        return blocks.Headed(author_text(heading), body, column) if heading else body


def _in_order(shown: Sequence[Block]) -> Block:
    return shown[0] if len(shown) == 1 else blocks.InOrder(shown)


def _is_box(section: DirectiveNode | None) -> bool:
    return section is not None and flag(section, "box")


def _nothing(obj: ObjectData, frame: Frame, sink: object) -> None:
    """Show nothing of an object that is only there for its default."""


def _spacing(directive: DirectiveNode) -> Spacing | None:
    return cast(
        "Spacing | None", keyword(directive, "size")
    )  # looked at when the component is built


def _constant(component: Component) -> PiecesOf:
    return FixedPieces((piece(component),))


def _all(lines: Sequence[PiecesOf]) -> PiecesOf:
    if len(lines) == 1:
        return lines[0]

    def found(obj: ObjectData, frame: Frame) -> list[Piece]:
        return [piece for line in lines for piece in line(obj, frame)]

    return found
