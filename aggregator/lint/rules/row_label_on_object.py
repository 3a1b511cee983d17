"""`@row(label:)` is a label and one value, so that it stands on a leaf.

On an object or a list, `@row` makes columns of its fields; a heading over them is
`@section(title:)`, over a list `@each(heading:)`.

Wrong:
    account @row(label: "Account") { name @main }

Right:
    account @section(title: "Account") { name @text }
"""

from collections.abc import Iterator

from graphql import ArgumentNode

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.outline import Outline, Selection, argument
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("row")
        label = argument(node, "label") if node else None
        if label is None or selection.is_leaf or (selection.is_field and selection.type is None):
            continue
        message = "@row(label:) is for single values"
        instead = "@each(heading:)" if selection.is_list else "@section(title:)"
        changes = tuple(_headed(selection, label))
        # Without them nothing may stand in the label's place: what is suggested is a directive.
        meant, hint = ((instead,), None) if changes else ((), f"{instead} is its heading.")
        yield Violation(span_of(label), message, meant, hint, changes)


def _headed(selection: Selection, label: ArgumentNode) -> Iterator[Replacement]:
    """Make the label a heading, where the field has none yet."""
    node = selection.directive("row")
    heading, name = ("each", "heading") if selection.is_list else ("section", "title")
    if node is None or selection.has(heading):
        return
    value = whole_span(label.value)
    written = f"@{heading}({name}: {value.source.body[value.start : value.end]})"
    columns = any(each.has("main", "aside") for each in selection.fields())
    yield Replacement(whole_span(node), f"{written} @row" if columns else written)


RULE = Rule.of(__name__, __doc__, card=check)
