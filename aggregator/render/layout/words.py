"""An author's words with values in them, compiled for the place where they stand."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from typing import Literal as Choice

from graphql import DirectiveNode, GraphQLInt, GraphQLNamedType, StringValueNode

from aggregator.domain.card import Failed
from aggregator.domain.text import trimmed
from aggregator.language.addresses import in_markdown, is_markdown, titles
from aggregator.language.directives import COUNT, is_counted
from aggregator.language.outline import Braces, string
from aggregator.language.paths import ObjectData, PathReader, resolve
from aggregator.language.templates import Hole, Literal, parse_template
from aggregator.render.layout import pieces
from aggregator.render.layout.faults import Unchecked
from aggregator.render.layout.frame import Frame, Words
from aggregator.render.layout.links import begins_well, encode_value, linked
from aggregator.render.layout.markdown import escape_markdown, escape_title
from aggregator.render.layout.pieces import Piece
from aggregator.render.layout.values import TextOf, as_it_came, function_of, text_of

TextPlace = Choice["plain", "markdown", "title", "url", "copy"]
"""plain: as it is; markdown: values escaped, in an address as in url; title: of a link in markdown,
which ends at a quote; url: values as they came,
percent-encoded; copy: values as they came."""

_SAFELY: dict[TextPlace, Callable[[str], str]] = {
    "plain": str,
    "copy": str,
    "markdown": escape_markdown,
    "title": escape_title,
    "url": encode_value,
}


def words_of(
    directive: DirectiveNode, name: str, braces: Braces, place: TextPlace | None = None
) -> Words | None:
    """Compile a directive's template; None when the argument is not given, or blank.

    Where no other `place` is named it is markdown, or plain, as the language has it.
    """
    node = string(directive, name)
    if node is None or not node.value.strip():
        return None
    place = place or ("markdown" if is_markdown(directive, name) else "plain")
    return compile_words(node, braces, place, counted=is_counted(directive, name))


def compile_words(
    node: StringValueNode, braces: Braces, place: TextPlace = "plain", *, counted: bool = False
) -> Words:
    """Compile one template; `counted`: it is said of a list, and knows `{count}`."""

    def compiled(start: int, end: int, place: TextPlace) -> Iterator[Words]:
        for part in parse_template(node.value, start, end):
            if isinstance(part, Literal):
                yield FixedWords(part.text)
            elif counted and part.names == (COUNT,):
                yield _count(part, place)
            else:
                yield _hole(node, part, braces, place)

    parts: list[Words] = []
    at = 0
    for start, end, inner in _inside(node) if place == "markdown" else ():
        parts.extend(compiled(at, start, place))
        filled = list(compiled(start, end, inner))
        parts.extend([_address(filled)] if inner == "url" else filled)
        at = end
    parts.extend(compiled(at, len(node.value), place))
    if all(isinstance(part, FixedWords) for part in parts):
        fixed = trimmed("".join(part.text for part in parts if isinstance(part, FixedWords)))
        return FixedWords(fixed)
    if len(parts) == 1:
        return _trimmed(parts[0])
    return _joined(parts)


def _inside(node: StringValueNode) -> list[tuple[int, int, TextPlace]]:
    """List the places in a markdown template that have rules of their own, in order."""
    found: list[tuple[int, int, TextPlace]] = []
    found += [(start, end, "url") for start, end in _filled_addresses(node)]
    found += [(start, end, "title") for start, end in titles(node.value)]
    return sorted(found)


def _filled_addresses(node: StringValueNode) -> Iterator[tuple[int, int]]:
    """Yield where a markdown template's addresses with values in them stand."""
    for each in in_markdown(node):
        parts = parse_template(node.value, each.start, each.end)
        if not any(isinstance(part, Hole) for part in parts):
            continue
        if not begins_well(each.written, bare=each.bare):
            raise Unchecked(node, "link-scheme")
        yield each.start, each.end


def _address(parts: Sequence[Words]) -> Words:
    """Fill an address; None when it may not be linked, which leaves out the whole text."""
    filled = _joined(parts)

    def text(obj: ObjectData, frame: Frame) -> str | None:
        found = filled(obj, frame)
        return linked(found) if found else None

    return text


def author_text(words: Words, color: str | None = "MUTED", size: str | None = "M") -> "PiecesOf":
    """Compile a line of the author's own: markdown, muted unless told."""
    if isinstance(words, FixedWords):
        return FixedPieces(some(pieces.markdown(words.text, size, color)))

    def lines(obj: ObjectData, frame: Frame) -> Sequence[Piece]:
        return some(pieces.markdown(words(obj, frame) or "", size, color))

    return lines


def some(piece: Piece) -> Sequence[Piece]:
    """What is shown of one piece that may not be there."""
    return (piece,) if piece else ()


PiecesOf = Callable[[ObjectData, Frame], Sequence[Piece]]
"""Pieces that stand before, above or instead of a field's own."""


@dataclass(frozen=True, slots=True)
class FixedPieces:
    """Pieces without a value in them."""

    pieces: Sequence[Piece]

    def __call__(self, _: ObjectData, __: Frame) -> Sequence[Piece]:
        return self.pieces


class FixedWords:
    """Words without a value in them: what is made of them is made once."""

    def __init__(self, text: str) -> None:
        self.text = text

    def __call__(self, _: ObjectData, __: Frame) -> str | None:
        return self.text or None


def _trimmed(words: Words) -> Words:
    def text(obj: ObjectData, frame: Frame) -> str | None:
        found = words(obj, frame)
        return trimmed(found) or None if found else None

    return text


def _joined(parts: Sequence[Words]) -> Words:
    def text(obj: ObjectData, frame: Frame) -> str | None:
        found = []
        for part in parts:
            selection = part(obj, frame)
            if selection is None:
                return None
            found.append(selection)
        return trimmed("".join(found)) or None

    return text


def _hole(node: StringValueNode, hole: Hole, braces: Braces, place: TextPlace) -> Words:
    target = resolve(hole.path, braces)
    type_ = target.field.named_type
    if type_ is None or not target.field.is_leaf:
        raise Unchecked(node, "unknown-path")
    return _value(target.read, _writer(hole, type_, place), _SAFELY[place])


def _count(hole: Hole, place: TextPlace) -> Words:
    write, safely = _writer(hole, GraphQLInt, place), _SAFELY[place]

    def text(_: ObjectData, frame: Frame) -> str | None:
        return None if frame.count is None else safely(write(frame.count, frame))

    return text


def _writer(hole: Hole, type_: GraphQLNamedType, place: TextPlace) -> TextOf:
    if hole.function:
        return function_of(hole.function)
    return as_it_came if place in {"url", "copy"} else text_of(type_)


def _value(read: PathReader, write: TextOf, safely: Callable[[str], str]) -> Words:
    def text(obj: ObjectData, frame: Frame) -> str | None:
        value = read(obj, frame.around)
        if value is None:
            return None
        if value.__class__ is Failed:
            frame.failed(value)
            return None
        written = _list(value, write, frame) if isinstance(value, list) else write(value, frame)
        return safely(written) or None if written else None

    return text


def _list(values: list[object], write: TextOf, frame: Frame) -> str | None:
    """Join a list's values; those that failed are told beside the card."""
    found = []
    for value in values:
        if isinstance(value, Failed):
            frame.failed(value)
        elif value is not None:
            found.append(write(value, frame))
    return ", ".join(text for text in found if text)
