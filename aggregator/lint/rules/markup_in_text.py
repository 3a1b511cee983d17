"""The text holds HTML or Markdown that Plain would show as it is written.

Words of a card are plain text: a character stands for itself, and how a text looks is said by its
directive (`size:`, `color:`). `@text(text:, markdown: true)` writes **bold**, *italic* and links;
nothing else reads Markdown, and nothing reads HTML.

Wrong:
    name @row(label: "R&amp;D") @text

Right:
    name @row(label: "R&D") @text
"""

import html
import re
from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import Span, inside, whole_span
from aggregator.language.wording import Wording, wordings
from aggregator.lint.rule import Rule

_ENTITY = re.compile(r"&(?:[A-Za-z][A-Za-z0-9]{1,30}|#[0-9]{1,7}|#[xX][0-9A-Fa-f]{1,6});")
_TAGS = "a|b|i|u|s|em|br|hr|p|ul|ol|li|h[1-6]|div|span|strong|small|code|pre|font|center|img"
_TAG = re.compile(rf"</?(?:{_TAGS})(?:\s[^<>]{{0,300}})?\s*/?>", re.IGNORECASE)
_BREAK = re.compile(r"<(?:br|p|hr|/p)\b", re.IGNORECASE)
_BOLD = re.compile(r"\*\*(?P<bold>[^*\s][^*]{0,300}?)\*\*|__(?P<low>[^_\s][^_]{0,300}?)__")
_LINK = re.compile(r"\[(?P<words>[^\[\]]{1,300})\]\((?P<url>(?:https?://|mailto:)[^()\s]{1,500})\)")


def check(tree: Outline) -> Iterator[Violation]:
    for wording in wordings(tree):
        if wording.argument != "url" and not _is_markdown(wording):
            yield from _of(wording)


def _is_markdown(wording: Wording) -> bool:
    """Tell whether the author has said whether it is: then nothing is to be told."""
    return argument(wording.directive, "markdown") is not None


def _of(wording: Wording) -> Iterator[Violation]:
    """Yield the first of its kind: all of them are mended at once."""
    node, text = wording.node, wording.node.value
    entities = [each for each in _ENTITY.finditer(text) if html.unescape(each[0]) != each[0]]
    if entities:
        changes = [(each, _written(wording, html.unescape(each[0]))) for each in entities]
        yield _shown(wording, "HTML", changes, "Write the character itself.")
    found = list(_TAG.finditer(text))
    if found:
        changes = [(each, " " if _BREAK.match(each[0]) else "") for each in found]
        yield _shown(wording, "HTML", changes, "Leave it out.")
    marks = [*_BOLD.finditer(text), *_LINK.finditer(text)]
    if not marks:
        return
    if wording.directive.name.value == "text":
        behind = Span(whole_span(node).source, whole_span(node).end, whole_span(node).end)
        turned_on = (Replacement(behind, ", markdown: true"),)
        yield _violation(wording, marks[0], "Markdown", "Write markdown: true", turned_on)
    else:
        plain = [(each, next(filter(None, each.groups()))) for each in marks]
        hint = "Leave the signs out; @link(label:, url:) is a button, @text has markdown: true."
        yield _shown(wording, "Markdown", plain, hint)


def _written(wording: Wording, characters: str) -> str:
    """Write characters as they stand in a text: a quotation mark with its backslash."""
    plain = characters.replace("\u00a0", " ")
    if wording.node.block:
        return plain
    return plain.replace("\\", "\\\\").replace('"', '\\"')


def _shown(
    wording: Wording, what: str, changes: list[tuple[re.Match[str], str]], hint: str
) -> Violation:
    edits = [Replacement(inside(wording.node, *each.span()), right) for each, right in changes]
    return _violation(wording, changes[0][0], what, hint, tuple(edits))


def _violation(
    wording: Wording, found: re.Match[str], what: str, hint: str, changes: tuple[Replacement, ...]
) -> Violation:
    message = f"{found[0]} is {what}: it is shown as it is"
    return Violation(inside(wording.node, *found.span()), message, hint=hint, changes=changes)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
