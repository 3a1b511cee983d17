"""Mistakes that are seen from the characters alone: quotation marks, comments, foreign signs."""

import re
import unicodedata
from collections.abc import Callable, Iterator, Sequence

from aggregator.language.diagnostics import Replacement
from aggregator.language.syntax.arguments import DIRECTIVES_BY_NAME
from aggregator.language.syntax.borrowed import choice, counted, prefixed
from aggregator.language.syntax.joined import added
from aggregator.language.syntax.methods import called
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.named import digit_first, first_item, one_name
from aggregator.language.syntax.quotes import OTHER_QUOTES, check_quotes
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_SINGLE = re.compile(r"'((?:[^'\r\n]|'(?=\w))*)'(?!\w)|'([^'\r\n]*)'|`([^`\r\n]*)`")
_PUT_IN = re.compile(r"\$\{\s*([\w.]+)\s*\}")
_MOST_MARKED = 100
"""Texts whose marks are changed at once; each may be looked for to the end of its line."""
_MARKS = frozenset(f"'`{OTHER_QUOTES}")
_CURLY = re.compile(f'[{OTHER_QUOTES}]([^{OTHER_QUOTES}"\r\n]*)[{OTHER_QUOTES}"]')
_LINE_COMMENT = re.compile(r"//+|--+|[\u2013\u2014]")
_DASHES = ("\u2013", "\u2014")
_BLOCK_COMMENTS = (("/*", "*/"), ("<!--", "-->"))
_HYPHENATED = re.compile(r"\w+(?:-\w+)+")
_COMPARISON = re.compile(r"[<>]=?\s*-?[0-9]+(?:\.[0-9]+)?")
_UNIT = re.compile(r"-?[0-9]+(?:\.[0-9]+)?[A-Za-z%_]+")
_ESCAPE = re.compile(r'\\(?!["\\/bfnrt]|u[0-9A-Fa-f]{4}|u\{[0-9A-Fa-f]+\})|\\.', re.DOTALL)
_NEWLINE = re.compile(r"\r\n|[\n\r]")
_SIGNS = frozenset([*'{}()[]:@$!="', "..."])


def check_characters(text: TokenizedText) -> None:
    """Raise the first Mistake among the tokens."""
    for number, token in enumerate(text.tokens):
        if token.kind == "foreign":
            raise next(found for look in _LOOKS for found in look(text, number))
        if token.kind in {"open", "string"}:
            stuck = prefixed(text, number) if token.kind == "string" else None
            if stuck is not None:
                raise stuck
            check_quotes(text, number)
        if token.kind == "string":
            _check_escapes(text, token)
        if token.kind == "number":
            _check_number(text, number)


def _quoted(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """A text in other quotation marks than the straight double ones."""
    stuck = prefixed(text, number)
    changes, end = [*stuck.found.changes] if stuck else [], 0
    for at in range(number, len(text.tokens)):
        token = text.tokens[at]
        if token.start < end or token.text not in _MARKS:
            continue
        match = _marked(text, at)
        if match is None or len(changes) == _MOST_MARKED:  # a mark alone is another mistake
            break
        end = match.end()
        changes.append(change(text, *match.span(), _straight(match)))
    if end <= text.tokens[number].start:
        return
    first = changes[1 if stuck else 0]
    words = "A text stands in straight double quotation marks"
    yield mistake(text, (first.span.start, first.span.end), words, f"Write {first.text}", changes)


def _marked(text: TokenizedText, number: int) -> re.Match[str] | None:
    """Find a text in other quotation marks that begins at a token."""
    token = text.tokens[number]
    if token.kind != "foreign":
        return None
    return _SINGLE.match(text.body, token.start) or _CURLY.match(text.body, token.start)


def _straight(match: re.Match[str]) -> str:
    inside = next((group for group in match.groups() if group is not None), "")
    if match[0][0] == "`":
        inside = _PUT_IN.sub(r"{\1}", inside)
    return '"' + inside.replace("\\", "\\\\").replace('"', '\\"') + '"'


def _comment(text: TokenizedText, number: int) -> Iterator[Mistake]:
    at = text.tokens[number].start
    for opening, closing in _BLOCK_COMMENTS:
        if text.body.startswith(opening, at):
            end = text.body.find(closing, at)
            changes = _hashes(text, at, opening, end, closing)
            place = (at, at + len(opening))
            yield mistake(text, place, "A comment begins with #", _HASH, changes)
    match = _LINE_COMMENT.match(text.body, at)
    dash = match is not None and match[0] in _DASHES and text.tokens[number].leading
    if match is not None and (dash or match[0] not in _DASHES):
        changes = [change(text, match.start(), match.end(), "#")]
        yield mistake(text, match.span(), "A comment begins with #", _HASH, changes)


_HASH = "Write # in its place, on every line of the comment."


def _hashes(
    text: TokenizedText, at: int, opening: str, end: int, closing: str
) -> list[Replacement]:
    """Begin each line of the comment with `#`, and what follows it on a line of its own."""
    stop = end if end >= 0 else text.line_end(at)
    changes = [change(text, at, at + len(opening), "#")]
    breaks = _NEWLINE.finditer(text.body, at, stop)
    changes += [change(text, each.end(), each.end(), "#") for each in breaks]
    if end >= 0:
        after = end + len(closing)
        follows = text.body[after : text.line_end(after)].strip()
        changes.append(change(text, end, after, "\n" if follows else ""))
    return changes


def _compared(text: TokenizedText, number: int) -> Iterator[Mistake]:
    match = _COMPARISON.match(text.body, text.tokens[number].start)
    if match is not None:
        written = f'"{match[0]}"'
        changes = [change(text, match.start(), match.end(), written)]
        words = "A comparison stands in quotation marks"
        yield mistake(text, match.span(), words, f"Write {written}", changes)


def _points(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """Two points of a spread that has three, or one between the names of a path."""
    token = text.tokens[number]
    if token.text != ".":
        return
    dots = re.compile(r"\.+").match(text.body, token.start)
    end = dots.end() if dots else token.end
    if end - token.start > 1:
        changes = [change(text, token.start, end, "...")]
        words = "A fragment is put in with three points"
        yield mistake(text, (token.start, end), words, "Write ...", changes)
    before, after = text.tokens[number - 1 if number else 0], text.tokens[number + 1]
    if number > 1 and text.tokens[number - 2].is_("query", "fragment") and after.kind == "name":
        yield one_name(text, number)
    if before.is_("]") and after.kind == "name" and (item := first_item(text, number - 1)):
        yield _nested(text, number, item)
    if after.text in DIRECTIVES_BY_NAME and text.tokens[number + 2].is_("("):
        yield called(text, number)
    if before.kind == "name" and after.kind == "name" and before.end == token.start:
        yield _nested(text, number)


def _nested(text: TokenizedText, number: int, before: Sequence[Replacement] = ()) -> Mistake:
    """Turn `plan.name @text` into `plan { name @text }`, and `plan?.name` too."""
    tokens, at, changes = text.tokens, number, list[Replacement]()
    while (point := at + (tokens[at].text == "?")) and tokens[point].text == ".":
        if tokens[point + 1].kind != "name":
            break
        changes.append(change(text, tokens[at].start, tokens[point].end, " { "))
        at = point + 2
    end = _field_end(text, at)
    changes.append(change(text, end, end, " }" * len(changes)))
    changes += before
    named = next(each for each in tokens[number::-1] if each.kind == "name")
    inner = next(each for each in tokens[number:] if each.kind == "name")
    return mistake(
        text,
        (tokens[number].start, tokens[number].end),
        "A field of a field stands in braces, not after a point",
        f"Write {named.text} {{ {inner.text} }}",
        changes,
    )


def _optional(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """A path of JavaScript: `plan?.name`."""
    tokens = text.tokens
    names = number and tokens[number - 1].kind == tokens[number + 2].kind == "name"
    if names and tokens[number].text == "?" and tokens[number + 1].text == ".":
        yield _nested(text, number)


def _hyphen(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """A name of several words with hyphens between: `renews-at`."""
    tokens, token = text.tokens, text.tokens[number]
    before, after = tokens[number - 1 if number else 0], tokens[number + 1]
    close = before.end == token.start and token.end == after.start
    if token.text != "-" or not close or before.kind != "name" or after.kind != "name":
        return
    if tokens[number - 2].is_(":", "["):
        yield _hyphenated(text, number)
    else:
        yield one_name(text, number)


def _hyphenated(text: TokenizedText, number: int) -> Mistake:
    """A text of several words with hyphens between, without quotation marks: `title: My-card`."""
    found = _HYPHENATED.match(text.body, text.tokens[number - 1].start)
    end = found.end() if found else text.tokens[number + 1].end
    place = (text.tokens[number - 1].start, end)
    written = f'"{text.body[place[0] : end]}"'
    changes = [change(text, *place, written)]
    return mistake(text, place, "A text stands in quotation marks", f"Write {written}", changes)


def _arrow(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """`name -> @text`, `name => @text`: nothing stands between a field and its directives."""
    tokens, first = text.tokens, number
    if tokens[number].text == ">" and number and tokens[number - 1].is_("="):
        first, last = number - 1, number
    elif tokens[number].text == "-" and tokens[number + 1].text == ">":
        last = number + 1
    else:
        return
    place = (tokens[first].start, tokens[last].end)
    words = "No arrow stands in a card: how a field is shown stands behind it"
    yield mistake(text, place, words, "Remove it.", [change(text, *place, "")])


def _field_end(text: TokenizedText, at: int) -> int:
    """Find where a field ends whose arguments, directives and braces begin at token `at`."""
    tokens, depth = text.tokens, 0
    end = tokens[at - 1].end
    while tokens[at].kind != "end":
        token = tokens[at]
        if depth == 0 and not token.is_("@", "(", "{"):
            break
        if token.is_("@") and depth == 0:
            at += 1
            end = tokens[at].end
        elif token.is_("(", "{", "["):
            depth += 1
        elif token.is_(")", "}", "]"):
            depth -= 1
        if depth == 0:
            end = max(end, tokens[at].end)
        at += 1
    return end


def _odd_space(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """A space that only looks like one: all of them at once, as they come from one copy."""
    token = text.tokens[number]
    if not _is_space(token.text):
        return
    changes = [
        change(text, each.start, each.end, _in_its_place(each.text))
        for each in text.tokens
        if each.kind == "foreign" and _is_space(each.text)
    ]
    name = unicodedata.name(token.text, "a control character").lower()
    words = f"This is no plain space: U+{ord(token.text):04X}, {name}"
    hint = "Write a plain space." if _in_its_place(token.text) else "Remove it."
    yield mistake(text, (token.start, token.end), words, hint, changes)


def _in_its_place(character: str) -> str:
    """A space for a space, nothing for what has no width."""
    return "" if unicodedata.category(character) == "Cf" else " "


def _is_space(character: str) -> bool:
    return unicodedata.category(character) in {"Zs", "Zl", "Zp", "Cf", "Cc"}


def _wide(text: TokenizedText, number: int) -> Iterator[Mistake]:
    """A sign of another alphabet that looks like ours."""
    token = text.tokens[number]
    plain = unicodedata.normalize("NFKC", token.text)
    if plain in _SIGNS:
        changes = [change(text, token.start, token.end, plain)]
        words = f'"{token.text}" is another sign than "{plain}"'
        yield mistake(text, (token.start, token.end), words, f"Write {plain}", changes)


def _plus(text: TokenizedText, number: int) -> Iterator[Mistake]:
    found = added(text, number) if text.tokens[number].text == "+" else None
    if found is not None:
        yield found


def _useless(text: TokenizedText, number: int) -> Iterator[Mistake]:
    token = text.tokens[number]
    borrowed = choice(text, number) or (counted(text, number) if token.text == "*" else None)
    if borrowed is not None:
        yield borrowed
        return
    hint, by = "Remove it; a text stands in quotation marks.", ""
    if token.text == "*" and text.tokens[number - 1].is_("[", ":"):
        hint, by = 'Write "*"', '"*"'
    elif token.text == ";":
        hint = "Remove it: a line needs no sign at its end."
    elif token.text == "*" and text.tokens[number - 1].is_("{"):
        yield _all_fields(text, number)
        return
    changes = [change(text, token.start, token.end, by)]
    words = f'"{token.text}" means nothing in a card'
    yield mistake(text, (token.start, token.end), words, hint, changes)


def _all_fields(text: TokenizedText, number: int) -> Mistake:
    """`{ * }`, and `{*}` where a field belongs: with its braces, when no field is before them."""
    token, first, last = text.tokens[number], number, number
    if text.tokens[number - 2].is_("{") and text.tokens[number + 1].is_("}"):
        first, last = number - 1, number + 1
    place = (text.tokens[first].start, text.tokens[last].end)
    hint = "Name each field that the card reads, with its look: id @text"
    changes = [change(text, *place, "id @text")]
    words = "No sign stands for all fields"
    return mistake(text, (token.start, token.end), words, hint, changes)


_LOOKS: tuple[Callable[[TokenizedText, int], Iterator[Mistake]], ...] = (
    _hyphen,
    _arrow,
    _optional,
    _quoted,
    _comment,
    _compared,
    _points,
    _odd_space,
    _wide,
    _plus,
    _useless,
)


def _check_escapes(text: TokenizedText, token: SyntaxToken) -> None:
    for match in _ESCAPE.finditer(token.text):
        if len(match[0]) == 1:
            at = token.start + match.start()
            changes = [change(text, at, at + 1, "\\\\")]
            words = f"\\{text.body[at + 1]} is nothing that a backslash stands for"
            raise mistake(text, (at, at + 2), words, "A backslash is written twice: \\\\", changes)


def _check_number(text: TokenizedText, number: int) -> None:
    token = text.tokens[number]
    match = _UNIT.match(text.body, token.start)
    if match is not None and match.end() > token.end:
        begun = digit_first(text, number, match)
        if begun is not None:
            raise begun
        share = f"{float(token.text) / 100:g}"
        written = f'"= {share}"' if match[0].endswith("%") else f'"{match[0]}"'
        changes = [change(text, match.start(), match.end(), written)]
        words = (
            "A share is compared as a part of 1, in quotation marks"
            if match[0].endswith("%")
            else "A number with a unit is a text, in quotation marks"
        )
        raise mistake(text, match.span(), words, f"Write {written}", changes)
    digits = token.text.lstrip("-").partition(".")[0]
    if len(digits) > 1 and digits.startswith("0") and digits.isdigit():
        sign = "-" if token.text.startswith("-") else ""
        written = sign + (token.text.removeprefix("-").lstrip("0") or "0")
        changes = [change(text, token.start, token.end, written)]
        place = (token.start, token.end)
        raise mistake(text, place, "A number begins with no 0", f"Write {written}", changes)
