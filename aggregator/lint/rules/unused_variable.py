"""The variable is defined, but nothing reads it.

Wrong:
    query Q($customerId: ID) @card(title: "T") { customer { name @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from graphql import NoUnusedVariablesRule, OperationDefinitionNode, VariableDefinitionNode

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_file, whole_span
from aggregator.lint.rule import Heard, Rule
from aggregator.lint.variables import without


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    name = node.variable.name.value if isinstance(node, VariableDefinitionNode) else ""
    at = node.variable if isinstance(node, VariableDefinitionNode) else node
    message = f"${name} is defined, but nothing reads it"
    changes = [
        without(each, [node])
        for each in heard.context.document.definitions
        if isinstance(node, VariableDefinitionNode)
        and isinstance(each, OperationDefinitionNode)
        and node in (each.variable_definitions or ())
    ]
    hint = "Remove it."
    return Violation(
        whole_span(at), message, hint=hint, changes=tuple(changes), cause=whole_file(node)
    )


RULE = Rule.of(__name__, __doc__, Severity.WARNING, core=(NoUnusedVariablesRule, _say))
