"""What a draft of a connector leaves to be said: the value TODO.

What there is to decide may stand behind it, as a comment. A TODO in quotation marks is a word of
the system's, as any other text.
"""

import re
from collections.abc import Iterable, Iterator

from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.span import Span
from aggregator.language.yaml_file import Items, Table, YamlNode

TODO = "connector-todo"

_LEFT = re.compile(r"(?:(?:GET|POST) )?/?TODO|(?s:SELECT\b.*\bTODO\b.*)", re.ASCII)
_BEHIND = re.compile(r"[^\n\r]*?\s#\s+(?P<decide>[^\n\r]+)")


def unsaid(root: YamlNode) -> Iterator[tuple[str, Violation]]:
    """Yield each value that is still to be said, with the word that it belongs to."""
    for word, _, node in _left(root, None, None):
        name = "The file" if word is None else f"`{word.text}`"
        decide = decided_by(node)
        yield TODO, Violation(node, f"{name} is still to be said{f': {decide}' if decide else ''}")


def without_unsaid(found: Iterable[Diagnostic], root: YamlNode) -> list[Diagnostic]:
    """Leave out what is said of values that are still to be said, and of the tables they are in."""
    left: set[tuple[int, int]] = set()
    for word, table, node in _left(root, None, None):
        left |= {each.place()[:2] for each in (word, table, node) if each is not None}
    return [each for each in found if each.code == TODO or (each.line, each.column) not in left]


def decided_by(span: Span) -> str:
    """Give the comment behind a TODO, in its line: what there is to decide."""
    found = _BEHIND.match(span.source.body, span.end)
    return found["decide"].strip() if found else ""


def _left(
    node: YamlNode, word: Span | None, table: Span | None
) -> Iterator[tuple[Span | None, Span | None, Span]]:
    """Yield the place of each, with its word and the word of the table that it stands in."""
    if isinstance(node, Table):
        for entry in node.entries.values():
            yield from _left(entry.value, entry.key, word)
    elif isinstance(node, Items):
        for each in node.items:
            yield from _left(each, word, table)
    elif node.text is not None and not node.quoted and _LEFT.fullmatch(node.text):
        yield word, table, node.span
