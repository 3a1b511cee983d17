"""Directives that stand before what they are of: `@text name`, `@card(title: "T") query Q`."""

from typing import NamedTuple

from aggregator.language.directives import COMPONENTS, FORMATS
from aggregator.language.syntax.cursor import TokenCursor
from aggregator.language.syntax.mistake import Mistake, change
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_OF_VALUES = COMPONENTS | FORMATS | {"main", "aside", "default"}


class _Led(NamedTuple):
    """A field with directives before it, by token numbers: theirs, and the field's last."""

    first: int
    name: int
    last: int


def before_query(at: TokenCursor) -> Mistake | None:
    """Tell of directives that a query's name follows; None when none follows them."""
    tokens, number = at.text.tokens, _behind_directives(at.text, at.number)
    if not tokens[number].is_("query"):
        return None
    named = tokens[number + 1].kind == "name"
    end = tokens[number + 1 if named else number].end
    written = at.text.body[at.here.start : tokens[number - 1].end]
    behind = f" {written}" if named else f" Card {written}"
    changes = [
        change(at.text, at.here.start, tokens[number].start, ""),
        change(at.text, end, end, behind),
    ]
    words = "A directive stands behind the name of its query"
    shown = tokens[number + 1].text if named else "Card"
    hint = f"Write query {shown} @{at.after().text}"
    return at.mistake(words, hint, changes)


def behind_braces(at: TokenCursor) -> Mistake | None:
    """Tell of directives that stand behind a query's last brace; None: they are something else."""
    tokens, end = at.text.tokens, _behind_directives(at.text, at.number)
    if tokens[end].kind != "end" or not tokens[0].is_("query"):
        return None
    name = tokens[1] if tokens[1].kind == "name" else tokens[0]
    written = at.text.body[at.here.start : tokens[end - 1].end]
    changes = [
        change(at.text, name.end, name.end, f" {written}"),
        change(at.text, at.here.start, tokens[end - 1].end, ""),
    ]
    words = "A directive stands behind the name of its query, before the brace"
    return at.mistake(words, f"Write {name.text} @{at.after().text}", changes)


def called_card(at: TokenCursor) -> Mistake | None:
    """Tell of a card that begins with the word card: `card Plan(title: "Plan") {`; None: other."""
    word, name = at.here, at.after()
    follows = at.after(2) if name.kind == "name" else name
    changes = [
        change(at.text, word.start, word.end, "query" if name.kind == "name" else "query Card")
    ]
    if name.kind == "string" and at.after(2).is_("{"):
        changes.append(change(at.text, name.start, name.end, f"@card(title: {name.text})"))
    elif follows.is_("("):
        changes.append(change(at.text, follows.start, follows.start, " @card"))
    elif not follows.is_("@", "{"):
        return None
    words = "A card begins with the word query"
    return at.mistake(words, 'Write query Name @card(title: "...")', changes)


def before_fields(at: TokenCursor) -> Mistake | None:
    """Tell of the directives of a value that stand before its field; None when these do not.

    Whoever writes one like that writes all of them so: those of the same braces are moved at once.
    """
    first = _led(at.text, at.number)
    if first is None or not _is_of_value(at.text, first):
        return None
    body, tokens, changes = at.text.body, at.text.tokens, []
    led: _Led | None = first
    while led is not None:
        start, name = tokens[led.first].start, tokens[led.name].start
        end = tokens[led.last].end
        changes.append(change(at.text, start, name, ""))
        changes.append(change(at.text, end, end, f" {body[start:name].rstrip()}"))
        led = _led(at.text, led.last + 1)
    words = "A directive stands behind its field's name"
    hint = f"Write {tokens[first.name].text} @{at.after().text}"
    return at.mistake(words, hint, changes)


def _led(text: TokenizedText, number: int) -> _Led | None:
    """Find the field with directives before it that begins at a token; None: none does."""
    name = _behind_directives(text, number)
    if name == number or text.tokens[name].kind != "name":
        return None
    last = name + 2 if text.tokens[name + 1].is_(":") else name
    if text.tokens[last].kind != "name":
        return None
    if text.tokens[last + 1].is_("("):
        last = _closed(text, last + 1)
    follows = text.tokens[last + 1]
    if follows.is_("}", "...") or follows.kind == "name":
        return _Led(number, name, last)
    if follows.is_("@") and text.tokens[_behind_directives(text, last + 1)].kind == "name":
        return _Led(number, name, last)  # those behind it are the next field's
    return None


def _is_of_value(text: TokenizedText, led: _Led) -> bool:
    name, opened = text.tokens[led.first + 1], text.tokens[led.first + 2]
    labelled = name.text == "row" and opened.is_("(")
    return name.text in _OF_VALUES or labelled


def _behind_directives(text: TokenizedText, number: int) -> int:
    """Find the token behind the directives that begin at one."""
    tokens = text.tokens
    while tokens[number].is_("@") and tokens[number + 1].kind == "name":
        number += 2
        if tokens[number].is_("("):
            number = _closed(text, number) + 1
    return min(number, len(tokens) - 1)


def _closed(text: TokenizedText, number: int) -> int:
    """Find the token that closes the parenthesis at one."""
    depth, last = 0, len(text.tokens) - 2
    for at in range(number, last):
        token: SyntaxToken = text.tokens[at]
        depth += token.is_("(") - token.is_(")")
        if depth == 0:
            return at
    return last
