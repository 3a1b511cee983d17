"""The variable is defined, but nothing reads it.

Wrong:
    query Q($customerId: ID) @card(title: "T") { customer { name @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from graphql import NoUnusedVariablesRule, VariableDefinitionNode

from aggregator.cards.findings import Found, Severity
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import whole_file, whole_span


def _say(heard: Heard) -> Found | None:
    node = heard.node
    name = node.variable.name.value if isinstance(node, VariableDefinitionNode) else ""
    at = node.variable if isinstance(node, VariableDefinitionNode) else node
    message = f"${name} is defined, but nothing reads it"
    return Found(whole_span(at), message, cause=whole_file(node))


RULE = Rule.of(__name__, __doc__, Severity.WARNING, core=(NoUnusedVariablesRule, _say))
