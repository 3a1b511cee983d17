"""Quotation marks that nothing closes: on which line, and where the closing one was meant."""

import re

from aggregator.language.syntax.mistake import change, mistake
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_NEXT_ARGUMENT = re.compile(r",?\s+[a-z][A-Za-z]*\s*:\s*$")
"""Ends a text that swallowed the next argument's name: `"T, ttl: ` of `title: "T, ttl: "5m"`."""

_NEXT_IN_LINE = re.compile(r",?\s+[a-z][A-Za-z]*:\s*[\"\[A-Z0-9]")
OTHER_QUOTES = "\u201c\u201d\u201e\u201f\u00ab\u00bb\u2018\u2019"
"""Quotation marks of word processors: curly ones, low ones, guillemets."""

_OTHER_CLOSING = re.compile(f"[{OTHER_QUOTES}']")
_FEW = re.compile(r'(?<!\\)""?(?=\s*(?:[)\],]|$))', re.MULTILINE)
_PAIRS = {")": "(", "]": "[", "}": "{"}


def check_quotes(text: TokenizedText, number: int) -> None:
    """Raise the Mistake when the token is a text that is not closed where it was meant."""
    token = text.tokens[number]
    if token.text == '"""':
        _block(text, token)
    elif token.kind == "open":
        _one_line(text, token)
    else:
        _swallowed(text, number)


def _swallowed(text: TokenizedText, number: int) -> None:
    """A text that ends just before the next one's first word was closed by that one's mark."""
    token, after = text.tokens[number], text.tokens[number + 1]
    if after.start != token.end or after.kind not in {"name", "number", "foreign"}:
        return
    match = _NEXT_ARGUMENT.search(token.text[1:-1])
    if match is not None:
        _tell(text, token, token.start + 1 + match.start())
    _nested(text, number)


def _nested(text: TokenizedText, number: int) -> None:
    """Tell of `"The "full" name"`: marks within a text, which end it and begin another."""
    tokens, last = text.tokens, number + 1
    while tokens[last].kind in {"name", "number"}:
        last += 1
    first, second = tokens[number], tokens[last]
    if second.kind != "string" or second.start != tokens[last - 1].end:
        return
    end = first.end - 1
    inside = text.body[first.end : second.start]
    written = f'{text.body[first.start : end]}\\"{inside}\\"{second.text[1:]}'
    raise mistake(
        text,
        (first.end, second.start),
        "A quotation mark within a text ends it",
        f"Write {written if len(written) < 60 else 'a backslash before each of them'}",
        [change(text, end, end, "\\"), change(text, second.start, second.start, "\\")],
    )


def _one_line(text: TokenizedText, token: SyntaxToken) -> None:
    begin, end = token.end, text.line_end(token.end)
    other = _OTHER_CLOSING.search(text.body, begin, end)
    if other is not None and not text.body[begin : other.start()].strip().endswith("\\"):
        after = text.body[other.end() : end].lstrip()
        if not after or after[0] in ")],}@":
            _tell(text, token, other.start(), other.end())
    at = _closes_at(text.body, begin, end)
    if at is None:
        _several_lines(text, token, end)
    _tell(text, token, end if at is None else at)


def _tell(text: TokenizedText, token: SyntaxToken, at: int, until: int | None = None) -> None:
    """Say that the text from `token` was meant to end at `at`."""
    body = text.body
    while at > token.end and body[at - 1] in " \t," and until is None:
        at -= 1
    changes = [change(text, at, at if until is None else until, '"')]
    written = body[token.start : at] + '"'
    raise mistake(
        text,
        (token.start, at),
        f"The quotation mark of line {token.line} is never closed: a text ends on its own line",
        f"Write {written if len(written) < 60 else 'a quotation mark behind it'}",
        changes,
    )


def _several_lines(text: TokenizedText, token: SyntaxToken, end: int) -> None:
    """A text over several lines that stands in single marks."""
    close = text.body.find('"', end)
    if close < 0 or text.body[end:close].count("\n") > 20:
        return
    inside = text.body[end:close]
    if any(sign in inside for sign in "{}()@:"):
        return
    raise mistake(
        text,
        (token.start, end),
        f'The text that begins on line {token.line} has several lines: they stand in """',
        'Write """ before and behind it.',
        [
            change(text, token.start, token.end, '"""'),
            change(text, close, close + 1, '"""'),
        ],
    )


def _block(text: TokenizedText, token: SyntaxToken) -> None:
    few = _FEW.search(text.body, token.end)
    if few is not None and "\n" not in text.body[token.end : few.start()]:
        changes = [change(text, few.start(), few.end(), '"""')]
    else:
        at = _closes_at(text.body, token.end, len(text.body))
        at = len(text.body) if at is None else at
        stop = len(text.body[:at].rstrip())
        changes = [change(text, stop, stop, '"""')]
    raise mistake(
        text,
        (token.start, token.end),
        f'The """ of line {token.line} is never closed',
        'Write """ where the text ends.',
        changes,
    )


def _closes_at(body: str, begin: int, end: int) -> int | None:
    """Find the first bracket that closes none of the text's own, or the next argument."""
    open_signs: list[str] = []
    following = _NEXT_IN_LINE.search(body, begin, end)
    for at in range(begin, end):
        if following is not None and at == following.start() and not open_signs:
            return at
        sign = body[at]
        if sign in "([{":
            open_signs.append(sign)
        elif sign in _PAIRS:
            if not open_signs or open_signs[-1] != _PAIRS[sign]:
                return at
            open_signs.pop()
    return None
