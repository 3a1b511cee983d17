"""What a card's data kept from being shown, and why: for whoever looks at a card being written.

It reads the card's selections beside the data, with the card language's own conditions; rendering
itself neither waits for it nor pays for it.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from graphql import DirectiveNode, FieldNode

from aggregator.domain.card import Failed, Result
from aggregator.domain.errors import AggregatorError, SourceError
from aggregator.language.outline import Braces, Outline, Selection, argument
from aggregator.language.paths import ObjectData
from aggregator.mapping.formatters import formatter
from aggregator.render.card import Defaults, RenderContext
from aggregator.render.layout.conditions import of_type, when, where
from aggregator.render.layout.frame import Frame
from aggregator.render.layout.leaves import leaf_block
from aggregator.render.layout.listing import listing_of
from aggregator.render.layout.pieces import Piece


@dataclass(frozen=True, slots=True)
class Absence:
    """A selection that shows nothing. `line` in its file, from 1; 0 when that is not known."""

    path: str
    why: str
    line: int


def absences(
    outline: Outline, result: Result, context: RenderContext, defaults: Defaults | None = None
) -> list[Absence]:
    """List what `result` leaves unshown, in the card's order; a repeated item's by its number."""
    look = _Look(outline, result, context, defaults or Defaults())
    return list(look.selections(outline.roots, result.data, ""))


class _Look:
    def __init__(
        self, outline: Outline, result: Result, context: RenderContext, defaults: Defaults
    ) -> None:
        self.outline = outline
        self.defaults = defaults
        words = formatter(context.locale, context.time_zone)
        self.frame = Frame(words, context.now, context.currency, known=result.known)

    def selections(
        self, selections: Sequence[Selection], obj: ObjectData, above: str
    ) -> Iterator[Absence]:
        for selection in selections:
            if _shows(selection):
                yield from self._selection(selection, obj, above)

    def _selection(self, selection: Selection, obj: ObjectData, above: str) -> Iterator[Absence]:
        braces = self.outline.braces(selection)
        path = (
            f"{above}.{selection.name}" if above and selection.is_field else above or selection.name
        )
        on_type = None if selection.is_field else of_type(selection, self.outline.schema)
        if on_type is not None and not on_type(obj, self.frame):
            named = selection.named_type
            yield _absence(selection, path, f"it is no {named.name if named else 'such object'}")
            return
        for directive in selection.directives:
            if directive.name.value == "when" and not when(directive, selection, braces)(
                obj, self.frame
            ):
                yield _absence(selection, path, _does_not_hold(directive))
                return
        if not selection.is_field:
            yield from self.selections(selection.children, obj, above)
        elif selection.is_leaf:
            yield from self._leaf(selection, braces, obj, path)
        else:
            self.frame.around.append(obj)
            yield from self._object(selection, obj.get(selection.name), path)
            self.frame.around.pop()

    def _leaf(
        self, selection: Selection, braces: Braces, obj: ObjectData, path: str
    ) -> Iterator[Absence]:
        why = _why(obj.get(selection.name))
        if why is None and not self._draws(selection, braces, obj):
            why = "there is nothing to write, or its template holds a null"
            if selection.has("where"):
                why = "no value of it matches its @where, or there is nothing to write"
        if why is not None:
            yield _absence(selection, path, _instead(selection, why, known=self.frame.known))

    def _object(self, selection: Selection, value: Any, path: str) -> Iterator[Absence]:
        why = _why(value)
        if why is not None:
            yield _absence(selection, path, _instead(selection, why, known=self.frame.known))
        elif isinstance(value, Mapping):
            yield from self.selections(selection.children, value, path)
        elif isinstance(value, list):
            for index, item in enumerate(value):
                yield from self._item(selection, item, f"{path}[{index}]")

    def _item(self, selection: Selection, item: Any, path: str) -> Iterator[Absence]:
        if not isinstance(item, Mapping):
            yield _absence(selection, path, _why(item) or "it is no object")
            return
        for directive in selection.directives:
            if directive.name.value == "where" and not where(directive, selection)(
                item, self.frame
            ):
                yield _absence(selection, path, _does_not_hold(directive))
                return
        yield from self.selections(selection.children, item, path)

    def _draws(self, selection: Selection, braces: Braces, obj: ObjectData) -> bool:
        listing = replace(listing_of(selection, braces), empty=None, null=None)
        found: list[Piece] = []
        leaf_block(selection, braces, self.defaults, listing)(obj, self.frame, (found, found))
        return bool(found)


def _shows(selection: Selection) -> bool:
    if selection.is_leaf:
        return selection.is_shown
    return any(_shows(child) for child in selection.children)


def _does_not_hold(directive: DirectiveNode) -> str:
    said = f"@{directive.name.value}"
    if directive.loc is not None:
        said = " ".join(directive.loc.source.body[directive.loc.start : directive.loc.end].split())
    return f"{said} does not hold"


def _why(value: Any) -> str | None:
    """Why a value shows nothing; None when it may."""
    if isinstance(value, Failed):
        return told(value.error)
    if value is None:
        return "null"
    if isinstance(value, str) and not value.strip():
        return "empty text"
    return "empty list" if value == [] else None


def told(error: AggregatorError) -> str:
    """Say in short what failed."""
    if error.facts.get("file") is not None:  # of a card in Python
        said = error.facts.get("cause")
        place = ":".join(str(error.facts[it]) for it in ("file", "line") if error.facts.get(it))
        return f"{place}: {error.facts['error']}{f': {said}' if said else ''}"
    where = f"{error.source} failed" if isinstance(error, SourceError) else "it failed"
    return f"{where}: {error.code}"


def _instead(selection: Selection, why: str, *, known: bool) -> str:
    """Add what stands there instead, where the card says something for it."""
    each = selection.directive("each")
    if known and why == "empty list" and each is not None and argument(each, "empty"):
        return f"{why}; its @each(empty:) stands for it"
    if known and why == "null" and selection.has("default"):
        return f"{why}; its @default stands for it"
    return why


def _absence(selection: Selection, path: str, why: str) -> Absence:
    node = selection.node
    loc = node.name.loc if isinstance(node, FieldNode) and node.name.loc else node.loc
    line = loc.source.body.count("\n", 0, loc.start) + 1 if loc else 0
    return Absence(path, why, line)
