"""Where a card compares values: `is:`, `not:` and the colours, each with what it looks at."""

from collections.abc import Iterator
from typing import NamedTuple

from graphql import ArgumentNode, DirectiveNode

from aggregator.language.directives import MATCHES
from aggregator.language.outline import Outline, Selection, arguments, string
from aggregator.language.paths import PathError, resolve
from aggregator.language.templates import TemplateError, parse_path
from aggregator.language.wording import reach


class Matching(NamedTuple):
    """One list of matches. `target` is the field whose value is compared; None: no such field."""

    directive: DirectiveNode
    argument: ArgumentNode
    target: Selection | None


def matchings(tree: Outline) -> Iterator[Matching]:
    """Yield every list of matches in the card, in written order."""
    for selection in tree.selections:
        for node in selection.directives:
            for given in arguments(node):
                if given.name.value in MATCHES.get(node.name.value, ()):
                    yield Matching(node, given, _target(tree, selection, node))


def _target(tree: Outline, selection: Selection, node: DirectiveNode) -> Selection | None:
    name = node.name.value
    if name == "where" and not selection.is_list:
        return None  # said as `where-on-single`
    field = string(node, "field") if name in {"when", "where"} else None
    if field is None and name == "where" and selection.is_object:
        return None  # said as `where-field`
    if field is None:
        return selection if selection.is_field else None
    try:
        return resolve(parse_path(field.value), reach(tree, selection, node)).field
    except (PathError, TemplateError):
        return None
