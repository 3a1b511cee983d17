"""A row, a list or a section needs something to show: a field inside with a look of its own.

A row with nothing at its left is left out, and is no item of its list, of which `empty:` is said.

Wrong:
    contact @row { name email @aside }

Right:
    contact @row { name @main email @aside }
"""

from collections.abc import Iterator

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, Selection
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule

_AROUND = {"row": "row", "each": "list", "section": "section"}


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = next((each for each in selection.directives if each.name.value in _AROUND), None)
        if node is None or selection.is_leaf or not selection.children:
            continue
        if not any(_shows(each) for each in _below(selection)):
            message = f"Nothing inside this {_AROUND[node.name.value]} is shown"
            hint = "Put @main or @aside on the fields that it shows."
            if node.name.value != "row":
                hint = "Put @row(label:), @text or another look on the fields that it shows."
            yield Violation(span_of(node), message, hint=hint)
        elif (row := selection.directive("row")) and all(map(_is_right, _below(selection))):
            yield Violation(
                span_of(row),
                "This row is never shown: all that is in it stands at its right, and a row with "
                "nothing at its left is left out",
                hint="Take @aside off what is to stand at the left.",
            )


def _shows(selection: Selection) -> bool:
    """Tell whether it may show something: a group or an object alone does not."""
    unknown = selection.type is None and not selection.children
    return unknown or (selection.is_shown and (selection.is_leaf or selection.type is None))


def _is_right(selection: Selection) -> bool:
    """Tell whether it can show nothing at the left."""
    return not _shows(selection) or selection.has("aside")


def _below(selection: Selection) -> Iterator[Selection]:
    for child in selection.children:
        yield child
        yield from _below(child)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, card=check)
