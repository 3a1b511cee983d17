"""All of a request's variables are texts: `ID` or `String`, the e-mail address also `Email`.

Wrong:
    query Q($customerId: Int) @card(title: "T") {
      customer { invoices(first: $customerId) @each(max: 3) @row { number @main } }
    }

Right:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }
"""

from collections.abc import Iterator

from graphql import NamedTypeNode, NonNullTypeNode

from aggregator.language.diagnostics import Violation
from aggregator.language.outline import Outline
from aggregator.language.span import whole_span
from aggregator.lint.rule import Rule
from aggregator.lint.variables import definitions

_TEXTS = frozenset({"ID", "String"})


def check(tree: Outline) -> Iterator[Violation]:
    for node in definitions(tree):
        type_ = node.type.type if isinstance(node.type, NonNullTypeNode) else node.type
        name = type_.name.value if isinstance(type_, NamedTypeNode) else "a list"
        variable = node.variable.name.value
        if name in _TEXTS or (name == "Email" and variable == "customerEmail"):
            continue
        if isinstance(type_, NamedTypeNode) and name not in tree.schema.type_map:
            continue  # said as `unknown-type`
        yield Violation(whole_span(type_), f"${variable} is a text, not {name}", ("ID", "String"))


RULE = Rule.of(__name__, __doc__, card=check)
