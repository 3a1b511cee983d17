"""The variable is used, but the query does not define it.

It goes between the query's name and `@card`: `query Plan($customerId: ID) @card(...)`.

Wrong:
    invoices(first: 3, label: $customerId) @row { number @main }

Right:
    query Q($customerId: String) @card(title: "T") {
      customer { invoices(first: 3, label: $customerId) @row { number @main } }
    }
"""

from graphql import NoUndefinedVariablesRule, OperationDefinitionNode, VariableNode
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    name = node.name.value if isinstance(node, VariableNode) else ""
    defined = [
        each.variable.name.value
        for operation in heard.context.document.definitions
        if isinstance(operation, OperationDefinitionNode)
        for each in operation.variable_definitions or ()
    ]
    meant = tuple(f"${each}" for each in suggestion_list(name, defined)[:3])
    return Violation(whole_span(node), f"${name} is not defined by the query", meant)


RULE = Rule.of(__name__, __doc__, core=(NoUndefinedVariablesRule, _say))
