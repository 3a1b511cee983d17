"""A new card's file, as text in the one style."""

from collections.abc import Iterator, Sequence
from pathlib import Path

from graphql import Source

from aggregator.authoring.fmt.file import formatted
from aggregator.authoring.scaffold.choice import NAMING, FieldChoice
from aggregator.authoring.scaffold.looks import in_column, in_row, is_right, quoted
from aggregator.authoring.scaffold.names import operation_name
from aggregator.language.document import BOUND
from aggregator.language.source import parse_text
from aggregator.mapping.formatters import name_in_words

FIRST = 3
"""Items of a list that a new card shows."""


def card_text(key: str, title: str, roots: Sequence[FieldChoice], ttl: str | None) -> str:
    """Write a card that shows what was chosen."""
    arguments = [f"title: {quoted(title)}"]
    arguments += [f"ttl: {quoted(ttl)}"] if ttl else []
    empty = _empty(roots)
    arguments += [f"empty: {quoted(empty)}"] if empty else []
    apart = sum(not part.is_leaf for root in roots for part in root.below.values()) > 1
    inside = "\n".join(_root(root, apart=apart) for root in roots)
    text = f"query {operation_name(key)} @card({', '.join(arguments)}) {{\n{inside}\n}}\n"
    return formatted(parse_text(Path(f"{key}.graphql"), Source(text)))


def _root(root: FieldChoice, *, apart: bool) -> str:
    """Write a root; `apart`: several objects are told from each other by headings."""
    return f"{root.name} {{\n" + "\n".join(_Writer(apart=apart).fields(root, "")) + "\n}"


def _empty(roots: Sequence[FieldChoice]) -> str | None:
    """What a card says when there is nothing: a list says it itself."""
    parts = [part for root in roots for part in root.below.values()]
    if all(part.is_list and not part.is_leaf for part in parts):
        return None
    if len(parts) == 1 and not parts[0].is_leaf:
        return f"No {_words(parts[0])}"
    return "Nothing known"


class _Writer:
    """Writes the fields of one root, each with a label that no other has."""

    def __init__(self, *, apart: bool) -> None:
        self.apart = apart
        self._labels: set[str] = set()

    def fields(self, choice: FieldChoice, above: str) -> Iterator[str]:
        """Write what is chosen of an object; `above` is what it is called inside another one."""
        for each in choice.below.values():
            if each.is_leaf:
                yield f"{each.name} {in_row(each, self._label(each, choice, above))}"
            elif each.is_list:
                yield from self._list(each)
            else:
                yield from self._object(each, nested=choice.owner != "Query")

    def _object(self, each: FieldChoice, *, nested: bool) -> Iterator[str]:
        title = name_in_words(each.name)
        section = f" @section(title: {quoted(title)})" if self.apart and not nested else ""
        if section:
            self._labels.clear()
        yield f"{each.name}{section} {{"
        yield from self.fields(each, title if nested else "")
        yield "}"

    def _list(self, each: FieldChoice) -> Iterator[str]:
        bound = f"(first: {FIRST})" if BOUND in each.definition.args else ""
        arguments = [] if bound else [f"max: {FIRST}"]
        arguments += [f"heading: {quoted(name_in_words(each.name))}"] if self.apart else []
        arguments.append(f"empty: {quoted(f'No {_words(each)}')}")
        yield f"{each.name}{bound} @each({', '.join(arguments)}) @row {{"
        values = [*_values(each)]
        # A row with nothing at its left is not shown.
        left = values[0] if all(map(is_right, values)) else None
        yield from _columns(each, left)
        yield "}"

    def _label(self, each: FieldChoice, holder: FieldChoice, above: str) -> str:
        words = _short(each)
        if each.type.name == "URL" and each.name == "url":
            words = above or name_in_words(holder.name)
        elif above and each.name in NAMING:
            words = above
        elif above and words in self._labels:
            words = f"{above}: {words.lower()}"
        self._labels.add(words)
        return words


def _short(each: FieldChoice) -> str:
    """Call a value in words: a moment without its "at", as in Renews, Jan 15."""
    words = name_in_words(each.name)
    return words.removesuffix(" at") if each.type.name == "DateTime" else words


def _columns(choice: FieldChoice, left: FieldChoice | None) -> Iterator[str]:
    """Write what is in a list's row; `left` stands at its left, whatever it is."""
    for each in choice.below.values():
        if each.is_leaf:
            yield f"{each.name} {in_column(each, left=each is left)}"
        else:
            yield f"{each.name} {{"
            yield from _columns(each, left)
            yield "}"


def _values(choice: FieldChoice) -> Iterator[FieldChoice]:
    for each in choice.below.values():
        if each.is_leaf:
            yield each
        else:
            yield from _values(each)


def _words(choice: FieldChoice) -> str:
    words = name_in_words(choice.name)
    return words if words[1:2].isupper() else words.lower()
