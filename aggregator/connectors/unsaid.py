"""What a draft of a connector leaves to be said: the value TODO."""

import re
from collections.abc import Iterable, Iterator

from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.yaml_file import Items, Table, YamlNode

TODO = "connector-todo"

_LEFT = re.compile(r"(?:(?:GET|POST) )?/?TODO", re.ASCII)


def unsaid(node: YamlNode, word: str = "The file") -> Iterator[tuple[str, Violation]]:
    """Yield each value that is still to be said, with the word that it belongs to."""
    if isinstance(node, Table):
        for name, entry in node.entries.items():
            yield from unsaid(entry.value, f"`{name}`")
    elif isinstance(node, Items):
        for each in node.items:
            yield from unsaid(each, word)
    elif node.text is not None and _LEFT.fullmatch(node.text):
        yield TODO, Violation(node.span, f"{word} is still to be said")


def without_unsaid(found: Iterable[Diagnostic], known: Iterable[Diagnostic]) -> list[Diagnostic]:
    """Leave out of `found` what is said of values that are still to be said, as `known` has it."""
    left = {(each.line, each.column) for each in known if each.code == TODO}
    return [each for each in found if each.code == TODO or (each.line, each.column) not in left]
