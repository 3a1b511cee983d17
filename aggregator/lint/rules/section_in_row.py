"""A row holds texts, badges and buttons; a section or box stands around rows.

On one field both may stand: the section is around its row, or around the rows of its list.

Wrong:
    contact @row { owner @section(title: "Owner") { name @main } }

Right:
    contact @section(title: "Owner") { owner @row { name @main } }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        node = selection.directive("section")
        if node is None:
            continue
        if any(above.has("row") for above in selection.ancestors()):
            yield Violation(span_of(node), "@section inside @row: put the section around the row")


RULE = Rule.of(__name__, __doc__, card=check)
