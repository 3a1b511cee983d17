"""The field is fetched, but neither shown nor read by a link, a text or a condition.

Give it a layout directive to show it, or delete it.

Wrong:
    name @text email

Right:
    name @text email @text
"""

from collections.abc import Iterator
from itertools import chain

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, Selection
from aggregator.language.paths import nearest
from aggregator.language.span import Span, span_of, whole_span
from aggregator.language.templates import TemplateError, parse_path, parse_template
from aggregator.language.wording import conditions, read_by, wordings
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    if tree.card.script is not None:
        return  # what Python reads is not known
    used: set[int] = set()
    for reading in read_by(tree):
        fields = reading.braces[nearest(reading.path[0].name, reading.braces)]
        for segment in reading.path:
            named = [field for field in fields if field.name == segment.name]
            used.update(id(field.node) for field in named)
            fields = [each for field in named for each in field.fields()]
    unread = _unread(tree)
    whole = whole_span(tree.operation) if tree.operation else tree.card.file.start
    for selection in tree.selections:
        if (
            not selection.is_leaf
            or selection.directives
            or id(selection.node) in used
            or _is_shared(tree, selection)
        ):
            continue
        if selection.name != "__typename":
            message = f'"{selection.name}" is fetched, but nothing shows or reads it'
            cause = whole if unread else _braces(tree, selection)
            yield Violation(span_of(selection.node), message, cause=cause)


def _unread(tree: Outline) -> bool:
    """Tell whether there are words of which nobody knows what they read: they have an error."""
    for wording in chain(wordings(tree), conditions(tree)):
        try:
            (parse_path if wording.argument == "field" else parse_template)(wording.node.value)
        except TemplateError:
            return True
    return False


def _braces(tree: Outline, selection: Selection) -> Span:
    """Find where an error may be about this field: in its own braces, or below them."""
    around = next((above for above in selection.ancestors() if above.is_field), None)
    node = around.node if around is not None else tree.operation
    return whole_span(node) if node is not None else tree.card.file.start


def _is_shared(tree: Outline, selection: Selection) -> bool:
    """Another card may read what this one does not."""
    return selection.node.loc is None or selection.node.loc.source is not tree.card.file.source


RULE = Rule.of(__name__, __doc__, Severity.HINT, card=check)
