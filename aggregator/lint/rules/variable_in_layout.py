"""How a card looks is fixed: a variable can only be an argument of a field.

Wrong:
    query Q($customerId: String) @card(title: "T") { customer { name @row(label: $customerId) } }

Right:
    query Q @card(title: "T") { customer { id name @row(label: "{id}") } }
"""

from collections.abc import Iterator

from graphql import DirectiveNode, VariableNode

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline, values
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule


def check(tree: Outline) -> Iterator[Violation]:
    nodes: list[DirectiveNode] = list((tree.operation.directives or ()) if tree.operation else ())
    nodes += [node for selection in tree.selections for node in selection.directives]
    for node in nodes:
        if node.name.value in {"skip", "include"}:
            continue  # said as `skip-include`
        for given in node.arguments or ():
            for value in values(given.value):
                if isinstance(value, VariableNode):
                    message = f"@{node.name.value} takes no variables: a card's looks are fixed"
                    hint = "Write the words; {path} in them reads a selected field."
                    covers = whole_span(value)
                    yield Violation(covers, message, hint=hint, covers=covers)


RULE = Rule.of(__name__, __doc__, card=check)
