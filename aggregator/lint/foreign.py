"""How other template languages write what a card writes as `{path}` or `{path|function}`.

Liquid, Handlebars, ERB, JavaScript, Python's format and printf, ICU messages: which path was meant,
and which function. A card has no conditions, loops, plurals and filters in its words.
"""

import re
from collections.abc import Iterator, Sequence
from typing import NamedTuple

from aggregator.language.directives import COUNT, FUNCTIONS
from aggregator.language.outline import Outline
from aggregator.language.paths import PathError, resolve
from aggregator.language.templates import TemplateError, parse_path
from aggregator.language.wording import Wording

_PATH = re.compile(r"[A-Za-z_]\w*(?:\.[A-Za-z_]\w*)*")
_FOLLOWS = re.compile(r"\s*[|:@,!]\s*([A-Za-z_]\w*)")
_FILTERED = re.compile(rf"({_PATH.pattern})(?:\s*\|[^|].*)?")
_TAG = re.compile(r"\{%.{0,200}?%\}|\{\{-?[ ]{0,9}(?:[#/^!>]|else\b).{0,200}?\}\}", re.DOTALL)
_BRACES = re.compile(r"(?:\$|(?<!\d)%)?(?P<open>\{{1,4})(?P<inside>[^{}]*)(?P<close>\}{1,4})")
_HELPER = re.compile(rf"\w+\s+({_PATH.pattern})")
_SQUARES = re.compile(rf"\[\[\s*(?P<inside>{_PATH.pattern})\s*\]\]")
_ERB = re.compile(r"<%[=-]?(?P<inside>[^%<>]{0,200})%>")
_DOLLAR = re.compile(rf"\$(?P<inside>{_PATH.pattern})(?!\w)")
_PRINTF = re.compile(r"(?<!%)%[sd](?!\w)")
_IN_ADDRESS = re.compile(
    rf"(?<=[/=]):(?P<colon>{_PATH.pattern})|<(?P<angle>{_PATH.pattern})>"
    rf"|\[(?P<square>{_PATH.pattern})\]"
)

_SIGNS = {"$": "a dollar sign", "%": "a percent sign"}
_LONGEST = 200
"""Of what is longer between two braces nobody can tell what was meant."""

_OTHER_FUNCTIONS = {
    "currency": "money",
    "price": "money",
    "amount": "money",
    "ago": "relative",
    "timeago": "relative",
    "time_ago": "relative",
    "fromnow": "relative",
    "time": "datetime",
    "timestamp": "datetime",
    "percentage": "percent",
    "round": "number",
    "integer": "number",
    "format": "date",
    "strftime": "date",
}
"""What others call a function, in small letters -> ours."""


class Foreign(NamedTuple):
    """Characters `start` to `end` of a text, what is wrong, and the changes that mend it."""

    start: int
    end: int
    message: str
    hint: str | None = None
    changes: Sequence[tuple[int, int, str]] = ()


class Readable:
    """Which paths some words may read."""

    def __init__(self, tree: Outline, wording: Wording) -> None:
        self.braces = tree.braces(wording.selection)
        self.is_counted = wording.is_counted

    def __contains__(self, path: object) -> bool:
        written = str(path)
        if self.is_counted and written == COUNT:
            return True
        try:
            return resolve(parse_path(written), self.braces).field.is_leaf
        except (PathError, TemplateError):
            return False

    def end_of(self, path: str) -> str | None:
        """Find the longest end of a path that can be read: `name` of `this.name`."""
        names = path.split(".")
        ends = (".".join(names[at:]) for at in range(len(names)))
        return next((each for each in ends if each in self), None)


def function_meant(written: str) -> str | None:
    """Find the function that `date('DD.MM.')`, `Currency` or `date|upper` means; None: none."""
    word = _PATH.search(written)
    name = word[0].partition(".")[0] if word and word.start() <= 1 else ""
    name = _OTHER_FUNCTIONS.get(name.lower(), name.lower())
    return name if name in FUNCTIONS else None


def hole_meant(inside: str, readable: Readable) -> str | None:
    """Find what was meant between two braces: `name.trim()` is {name}; None: nobody can tell."""
    if len(inside) > _LONGEST:
        return None
    for found in _PATH.finditer(inside):
        path = found[0]
        if inside.startswith("(", found.end()):
            path = path.rpartition(".")[0]  # a call
        if path.endswith((".length", ".size")) and readable.is_counted:
            return f"{{{COUNT}}}"
        read = readable.end_of(path)
        if read is not None:
            follows = _FOLLOWS.match(inside, found.end())
            function = function_meant(follows[1]) if follows else None
            return f"{{{read}|{function}}}" if function else f"{{{read}}}"
    first, *rest = re.split(r"[\s_-]+", inside.strip())
    joined = first + "".join(word[:1].upper() + word[1:] for word in rest)
    return f"{{{joined}}}" if joined in readable else None


def tags(text: str) -> Foreign | None:
    """Find `{% if %}` and `{{#if}}` of other languages, all of a text as one."""
    found = list(_TAG.finditer(text))
    if not found:
        return None
    message = f"{found[0][0]} is of another template language: words of a card have no conditions"
    hint = "Write the words alone; @when(field:) shows a field, with its words, only when it holds."
    changes = [(*match.span(), "") for match in found]
    return Foreign(found[0].start(), found[-1].end(), message, hint, changes)


def plural(text: str, brace: int, readable: Readable) -> Foreign | None:
    """Find a message of ICU at a brace: `{count, plural, one {# item} other {# items}}`."""
    head = re.compile(r"\{\s*(\w+)\s*,\s*(plural|select|selectordinal)\s*,").match(text, brace)
    if head is None:
        return None
    end = _closing(text, brace)
    right = f"{{{head[1]}}}" if head[1] in readable else ""
    message = f"{head[2]} is of another template language: words of a card have no plural forms"
    hint = "Write words that fit any number, like Tickets: {count}."
    return Foreign(brace, end, message, hint, ((brace, end, right),))


def spellings(tree: Outline, wording: Wording) -> Iterator[Foreign]:
    """Find what reads as words of ours, and is shown as it is: `{{name}}`, `$name`, `<%= name %>`.

    Only where the path is one that could be read: anything else may be meant as it stands.
    """
    text, readable = wording.node.value, Readable(tree, wording)
    found = tags(text)
    if found is not None:
        inner = [each for other in _braces(text, readable) for each in other.changes]
        left = [
            each
            for each in inner
            if not any(each[0] < at[1] and at[0] < each[1] for at in found.changes)
        ]
        yield found._replace(changes=(*found.changes, *left))
        return
    yield from _braces(text, readable)
    places = [(_ERB, "inside"), (_DOLLAR, "inside"), (_SQUARES, "inside")]
    if wording.argument == "url":
        places += [(_IN_ADDRESS, group) for group in ("colon", "angle", "square")]
    for pattern, group in places:
        for match in pattern.finditer(text):
            right = hole_meant(match[group], readable) if match[group] else None
            if right is not None:
                yield _shown(match, "it is shown as it is", right)
    if wording.selection.is_leaf and "{" not in text:
        for match in _PRINTF.finditer(text):
            yield _shown(match, "it is shown as it is", f"{{{wording.selection.name}}}")


def _braces(text: str, readable: Readable) -> Iterator[Foreign]:
    for match in _BRACES.finditer(text):
        opened, closed = len(match["open"]), len(match["close"])
        sign = match[0][0] if match[0][0] in "$%" else ""
        if not sign and (opened == closed == 1 or (opened == 3 and closed > 1)):
            continue  # one brace on each side, and perhaps a brace of the text around them
        inside = match["inside"].strip()
        short = len(inside) <= _LONGEST
        path = (_FILTERED.fullmatch(inside) or _HELPER.fullmatch(inside)) if short else None
        right = hole_meant(inside, readable) if path else None
        if path is None or (right is None and "." not in path[1]):
            continue
        one = sign and opened == closed == 1
        why = f"{_SIGNS[sign]} would stand before it" if one else "two braces are shown as one"
        yield _shown(match, why, right)


def _shown(match: re.Match[str], why: str, right: str | None) -> Foreign:
    message = f"{match[0]} does not put the value in: {why}"
    if right is None:
        return Foreign(*match.span(), message, "Select the field, and write its path: {plan.name}.")
    return Foreign(*match.span(), message, None, ((*match.span(), right),))


def _closing(text: str, brace: int) -> int:
    """Find the end of what the brace opens; the end of the text when nothing closes it."""
    depth = 0
    for at in range(brace, len(text)):
        depth += {"{": 1, "}": -1}.get(text[at], 0)
        if depth == 0:
            return at + 1
    return len(text)
