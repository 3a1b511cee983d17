"""Values that other languages join by a word or a sign: `A or B`, `A | B`, `"a" + b`, `!A`."""

from collections.abc import Sequence

from aggregator.language.syntax.cursor import TokenCursor
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_VALUES = frozenset({"name", "string", "number"})


def alternatives(at: TokenCursor, first: int) -> Mistake | None:
    """Tell of `ACTIVE or TRIALING`, at the value that is token `first`; None: it stands alone."""
    tokens, values, last = at.text.tokens, [at.text.tokens[first].text], first
    while (follows := _behind_joint(tokens, last + 1)) is not None:
        last = follows
        values.append(tokens[last].text)
    if last == first:
        return None
    written = f"[{', '.join(values)}]"
    place = (tokens[first].start, tokens[last].end)
    words = "Several values are a list, of which any may match"
    return at.mistake(words, f"Write {written}", [change(at.text, *place, written)], place)


def _behind_joint(tokens: Sequence[SyntaxToken], number: int) -> int | None:
    """Find the value behind `|`, `||`, `&&`, `or` or `and`; None when none of them is here."""
    at = number
    while tokens[at].is_("|", "&"):
        at += 1
    if at == number and tokens[at].is_("or", "and", "OR", "AND"):
        at += 1
    value = at > number and tokens[at].kind in _VALUES and not tokens[at + 1].is_(":")
    return at if value else None


def negated(at: TokenCursor) -> Mistake:
    """Tell of `is: !ACTIVE`, at the exclamation mark."""
    name, value = at.after(-2), at.after()
    words = "An exclamation mark negates nothing in a card"
    other = {"is": "not", "not": "is"}.get(name.text)
    if other is None or value.kind not in _VALUES:
        return at.remove(words)
    written = f"{other}: {value.text}"
    changes = [change(at.text, name.start, value.end, written)]
    return at.mistake(words, f"Write {written}", changes)


def added(text: TokenizedText, number: int) -> Mistake | None:
    """Tell of `"Hi " + name`, at the plus sign that is token `number`; None: it joins no texts."""
    before, after = text.tokens[number - 1], text.tokens[number + 1]
    if before.kind != "string" or after.kind not in {"string", "name"}:
        return None
    written = _inside(before) + _inside(after)
    changes = [change(text, before.start, after.end, f'"{written}"')]
    place = (text.tokens[number].start, text.tokens[number].end)
    words = "Texts are not added: a text holds values as {path}"
    return mistake(text, place, words, f'Write "{written}"', changes)


def adjacent(at: TokenCursor) -> Mistake:
    """Tell of `"Hi " "there"`, at the second text."""
    written = f'"{_inside(at.before())}{_inside(at.here)}"'
    changes = [change(at.text, at.before().start, at.here.end, written)]
    return at.mistake("Two texts stand where one belongs", f"Write {written}", changes)


def _inside(token: SyntaxToken) -> str:
    return token.text[1:-1] if token.kind == "string" else f"{{{token.text}}}"
