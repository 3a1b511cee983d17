"""Braces that do not pair: which one is open, or which one is too many, as the indentation tells.

The reader notices only at the end. Whoever wrote the file lined closing braces up with the line
that opened them; the first that is not lined up shows where the missing or the surplus one is.
"""

from collections.abc import Sequence
from typing import NamedTuple

from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText


class _Pair(NamedTuple):
    """A brace that begins a line and closes another line's; `around`: those open around it."""

    opened: SyntaxToken
    closed: int
    around: Sequence[SyntaxToken]


class _Pairing(NamedTuple):
    """How the braces of a file pair: token numbers of what was left over, and the pairs."""

    unclosed: Sequence[int]
    surplus: Sequence[int]
    pairs: Sequence[_Pair]


def unclosed(text: TokenizedText) -> Mistake:
    """Say which brace of a file is open that has fewer closing ones."""
    pairing = _paired(text)
    for pair in pairing.pairs:
        outer = {text.indent(each) for each in pair.around}
        mine = text.indent(text.tokens[pair.closed])
        if len(mine) < len(text.indent(pair.opened)) and mine in outer:
            return _never_closed(text, pair.opened, pair.closed, 1)
    left = pairing.unclosed
    before = _next_definition(text, left[-1]) if left else len(text.tokens) - 1
    opened = text.tokens[left[-1]] if left else text.tokens[0]
    return _never_closed(text, opened, before, max(len(left), 1))


def surplus(text: TokenizedText) -> Mistake:
    """Say which closing brace is one too many, or which opening one is missing."""
    pairing = _paired(text)
    last = text.tokens[pairing.surplus[0]] if pairing.surplus else text.tokens[-1]
    for pair in pairing.pairs:
        closed = text.tokens[pair.closed]
        if len(text.indent(closed)) > len(text.indent(pair.opened)):
            return _unopened(text, pair) or _too_many(text, _crowded(text, pair.closed) or last)
    return _too_many(text, _crowded(text, len(text.tokens)) or last)


def has_surplus(text: TokenizedText) -> bool:
    """Tell whether more braces close than open."""
    return bool(_paired(text).surplus)


def _paired(text: TokenizedText) -> _Pairing:
    open_braces: list[int] = []
    left_over: list[int] = []
    pairs: list[_Pair] = []
    for number, token in enumerate(text.tokens):
        if token.is_("{"):
            open_braces.append(number)
        elif token.is_("}"):
            if not open_braces:
                left_over.append(number)
                continue
            opened = text.tokens[open_braces.pop()]
            if token.leading and token.line != opened.line:
                around = [text.tokens[each] for each in open_braces]
                pairs.append(_Pair(opened, number, around))
    return _Pairing(open_braces, left_over, pairs)


def _never_closed(text: TokenizedText, opened: SyntaxToken, before: int, count: int) -> Mistake:
    """`before`: the token before which the closing brace belongs."""
    if count == 1:
        before = _beside(text, opened, before)
    behind = text.tokens[before - 1]
    one_line = behind.line == opened.line and count == 1
    if one_line or behind.line == text.tokens[0].line:
        written = " }" * count
    else:
        written = f"\n{text.indent(opened)}}}" + "\n}" * (count - 1)
    where = "at the end" if before == len(text.tokens) - 1 else f"behind line {behind.line}"
    words = f"The brace that is opened on line {opened.line} is never closed"
    more = "" if count == 1 else f", {count} times: nothing closes those around it either"
    return mistake(
        text,
        (opened.start, opened.end),
        words,
        f'Write "}}" {where}{more}.',
        [change(text, behind.end, behind.end, written)],
    )


def _beside(text: TokenizedText, opened: SyntaxToken, before: int) -> int:
    """Find the token after a brace that stands beside it and not in it, as what is in it does."""
    mine = len(text.indent(opened))
    inside = [
        number
        for number in range(before)
        if text.tokens[number].leading and text.tokens[number].line > opened.line
    ]
    if not inside or len(text.indent(text.tokens[inside[0]])) <= mine:
        return before  # it is not indented, which tells nothing
    return next((each for each in inside if len(text.indent(text.tokens[each])) <= mine), before)


def _next_definition(text: TokenizedText, opened: int) -> int:
    """Find the definition that begins while a brace is open; else the end."""
    tokens = text.tokens
    for number in range(opened + 1, len(tokens) - 3):
        if tokens[number].leading and not text.indent(tokens[number]):
            fragment = tokens[number].is_("fragment") and tokens[number + 2].is_("on")
            query = tokens[number].is_("query") and tokens[number + 1].kind == "name"
            if fragment or query:
                return number
    return len(tokens) - 1


def _too_many(text: TokenizedText, token: SyntaxToken) -> Mistake:
    changes = [change(text, token.start, token.end, "")]
    words = "This brace closes nothing: one is closed that was never opened"
    return mistake(text, (token.start, token.end), words, "Remove it.", changes)


def _crowded(text: TokenizedText, before: int) -> SyntaxToken | None:
    """Find the last brace of a line that closes more than it opens, and not at its beginning."""
    lines: dict[int, list[SyntaxToken]] = {}
    for token in text.tokens[:before]:
        if token.kind != "end":
            lines.setdefault(token.line, []).append(token)
    for tokens in lines.values():
        opened = sum(token.is_("{") for token in tokens)
        closing = [token for token in tokens if token.is_("}")]
        if len(closing) > opened and not tokens[0].is_("}"):
            return closing[-1]
    return None


def _unopened(text: TokenizedText, pair: _Pair) -> Mistake | None:
    """Find the line above that is lined up with a closing brace, opens none, and is indented."""
    mine = text.indent(text.tokens[pair.closed])
    for number in range(pair.closed - 1, 0, -1):
        token = text.tokens[number]
        if token.start <= pair.opened.start:
            return None
        if not token.leading or text.indent(token) != mine:
            continue
        last = _head_end(text, number)
        deeper = len(text.indent(text.tokens[last + 1])) > len(mine)
        if token.kind != "name" or not deeper or text.tokens[last].is_("{"):
            return None
        return missing(text, last, f'"{token.text}" has fields below it, but no brace')
    return None


def _head_end(text: TokenizedText, number: int) -> int:
    """Find the last token of a field before its braces: of its line, and of its directives'."""
    depth = 0
    while text.tokens[number + 1].kind != "end":
        token, after = text.tokens[number], text.tokens[number + 1]
        depth += token.is_("(", "[") - token.is_(")", "]")
        if depth <= 0 and after.leading and not after.is_("@"):
            break
        number += 1
    return number


def missing(text: TokenizedText, behind: int, message: str) -> Mistake:
    """Say that an opening brace is missing behind a token."""
    token = text.tokens[behind]
    changes = [change(text, token.end, token.end, " {")]
    hint = f'Write "{{" behind {token.text if token.kind == "name" else "it"}'
    return mistake(text, (token.start, token.end), message, hint, changes)
