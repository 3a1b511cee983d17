"""`@where` says which items of a list are kept; the field is a single value.

`@when` says whether a single value is shown.

Wrong:
    account @where(field: "tier", is: [ENTERPRISE]) { tier name @text }

Right:
    account { tier name @when(field: "tier", is: [ENTERPRISE]) @text }
"""

from collections.abc import Iterator

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import span_of, whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    for selection in tree.selections:
        if not selection.is_field or selection.type is None or selection.is_list:
            continue
        for node in selection.directives:
            if node.name.value == "where":
                message = f'@where is for lists: "{selection.name}" is a single value'
                whole = whole_span(node)
                yield Violation(span_of(node), message, ("@when",), covers=whole)


RULE = Rule.of(__name__, __doc__, card=check)
