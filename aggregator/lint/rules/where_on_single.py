"""`@where` says which items of a list are kept; the field is a single value.

`@when` says whether a single value is shown.

Wrong:
    account @where(field: "tier", is: [ENTERPRISE]) { tier name @text }

Right:
    account { tier name @when(field: "tier", is: [ENTERPRISE]) @text }
"""

from collections.abc import Iterator

from aggregator.language.findings import Found
from aggregator.language.outline import Outline
from aggregator.language.span import span_of
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Found]:
    for piece in tree.pieces:
        if not piece.is_field or piece.type is None or piece.is_list:
            continue
        for node in piece.directives:
            if node.name.value == "where":
                message = f'@where is for lists: "{piece.name}" is a single value'
                yield Found(span_of(node), message, ("@when",))


RULE = Rule.of(__name__, __doc__, card=check)
