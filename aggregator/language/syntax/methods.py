"""Directives that are written as methods: `name.row(label: "Name").text()`."""

from collections.abc import Iterator

from aggregator.language.diagnostics import Replacement
from aggregator.language.syntax.arguments import DIRECTIVES_BY_NAME, fitting
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import TokenizedText


def called(text: TokenizedText, number: int) -> Mistake:
    """Tell of the methods that begin at a point, all of a chain at once."""
    point, name = text.tokens[number], text.tokens[number + 1]
    words = "A card has no methods: how a field is shown stands behind it, with @"
    hint = f"Write @{name.text} behind the field"
    return mistake(text, (point.start, name.end), words, hint, list(_chain(text, number)))


def _chain(text: TokenizedText, number: int) -> Iterator[Replacement]:
    tokens = text.tokens
    while tokens[number].text == "." and tokens[number + 1].text in DIRECTIVES_BY_NAME:
        name, opened, first = tokens[number + 1], tokens[number + 2], tokens[number + 3]
        yield change(text, tokens[number].start, tokens[number].end, " @")
        if not opened.is_("("):
            return
        if first.is_(")"):
            yield change(text, opened.start, first.end, "")
        elif not tokens[number + 4].is_(":"):
            argument = fitting(first, DIRECTIVES_BY_NAME[name.text].args)
            if argument is not None:
                yield change(text, first.start, first.start, f"{argument}: ")
        number = _behind(text, number + 2)


def _behind(text: TokenizedText, number: int) -> int:
    """Find the token behind the parenthesis that is opened at one; the last if none closes it."""
    depth = 0
    for at in range(number, len(text.tokens) - 1):
        token = text.tokens[at]
        depth += token.is_("(") - token.is_(")")
        if depth == 0:
            return at + 1
    return len(text.tokens) - 1
