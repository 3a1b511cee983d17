"""The schema has no type of that name.

Types are named after `on` in a fragment and after `:` in a variable's definition.

Wrong:
    name @text ... on Custmer { email @text }

Right:
    name @text ... on Customer { email @text }
"""

from graphql import KnownTypeNamesRule, NamedTypeNode
from graphql.pyutils import suggestion_list

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if not isinstance(node, NamedTypeNode):
        return None
    name = node.name.value
    known = [each for each in heard.context.schema.type_map if not each.startswith("__")]
    meant = suggestion_list(name, known)
    return Violation(span_of(node), f'The schema has no type "{name}"', tuple(meant[:3]))


RULE = Rule.of(__name__, __doc__, core=(KnownTypeNamesRule, _say))
