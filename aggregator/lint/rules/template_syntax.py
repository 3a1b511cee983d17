"""A label, text or url holds values as `{path}` or `{path|function}`.

A path is names with dots between, of fields that the card selects. A brace that is
meant as one is written twice: `{{`.

Wrong:
    name @row(label: "{name")

Right:
    name @row(label: "{name}")
"""

import re
from collections.abc import Iterator
from itertools import chain

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline, argument
from aggregator.language.span import Span, inside, whole_span
from aggregator.language.templates import TemplateError, parse_path, parse_template
from aggregator.language.wording import Wording, conditions, wordings
from aggregator.lint.foreign import Readable, hole_meant, plural, tags
from aggregator.lint.rule import Rule

_NO_ITEM = "A path leads into no list: show it in the list's braces, (first: 1) leaves one item."
_PATH = re.compile(r"\{\s*[A-Za-z_][\w.]*(?:\|\w+)?(?!\s*\}|[\w.])")
_CONDITION = re.compile(r"[{$\s]*([A-Za-z_][\w.]*)[}\s]*(?:(===?|=|!==?|<>|is not|is)\s*(.+))?")


def check(tree: Outline) -> Iterator[Violation]:
    for wording in chain(wordings(tree), conditions(tree)):
        of_field = wording.argument == "field"
        try:
            (parse_path if of_field else parse_template)(wording.node.value)
        except TemplateError as error:
            if of_field:
                yield _condition(wording, error)
            elif not error.allowed:  # else said as `unknown-formatter`
                yield _words(tree, wording, error)


def _words(tree: Outline, wording: Wording, error: TemplateError) -> Violation:
    node, text = wording.node, wording.node.value
    readable = Readable(tree, wording)
    brace = text.rfind("{", 0, error.start + 1)
    found = tags(text) or plural(text, brace, readable)
    if found is not None:
        changes = tuple(Replacement(inside(node, *at), right) for *at, right in found.changes)
        span = inside(node, found.start, found.end)
        return Violation(span, found.message, hint=found.hint, changes=changes)
    span = inside(node, error.start, error.end)
    close = text.find("}", error.start)
    written = text[brace + 1 : close] if close > brace else ""
    if not written or "{" in written:
        return Violation(span, error.message, changes=tuple(_closed(wording, error.start)))
    right = hole_meant(written, readable)
    if right is None and wording.selection.is_leaf and not any(map(str.isalnum, written)):
        right = f"{{{wording.selection.name}}}"
    hint = (
        f"Words only put values in: write {right}"
        if right
        else _NO_ITEM
        if "[" in written
        else None
    )
    at = inside(node, brace, close + 1)
    return Violation(
        span, error.message, hint=hint, changes=(Replacement(at, right),) if right else ()
    )


def _closed(wording: Wording, brace: int) -> Iterator[Replacement]:
    """Close a brace that is open behind the path that follows it."""
    path = _PATH.match(wording.node.value, brace)
    if path is not None:
        last = inside(wording.node, path.end() - 1, path.end())
        yield Replacement(Span(last.source, last.end, last.end), "}")


def _condition(wording: Wording, error: TemplateError) -> Violation:
    """`field:` is a path alone: what it is compared with stands in `is:` or `not:`."""
    node, text = wording.node, wording.node.value
    found = _CONDITION.fullmatch(text)
    if found is None or wording.node.block:
        return Violation(inside(node, error.start, error.end), error.message)
    path, sign, word = found[1], found[2], (found[3] or "").strip(" \"'")
    written = f'"{path}"'
    free = argument(wording.directive, "is") is None and argument(wording.directive, "not") is None
    if sign and free:
        value = word if word.isupper() or word in {"true", "false"} else f'"{word}"'
        kept = "not" if "!" in sign or sign in {"<>", "is not"} else "is"
        written = f"{written}, {kept}: {value}"
    span = inside(node, 0, len(text)) if sign else inside(node, error.start, error.end)
    hint = f"Write field: {written}"
    return Violation(
        span, error.message, hint=hint, changes=(Replacement(whole_span(node), written),)
    )


RULE = Rule.of(__name__, __doc__, card=check)
