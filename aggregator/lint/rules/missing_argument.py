"""The field or directive has an argument that must be given.

Wrong:
    name @note @text

Right:
    name @note(text: "As they sign") @text
"""

from graphql import DirectiveNode, FieldNode, ProvidedRequiredArgumentsRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if isinstance(node, DirectiveNode):
        known = heard.context.schema.get_directive(node.name.value)
        if known and any(each.name.value not in known.args for each in node.arguments or ()):
            return None  # probably that one, misspelt: said as `unknown-argument`
    if not isinstance(node, DirectiveNode | FieldNode):
        return None
    return Violation(span_of(node), heard.message.removesuffix(".").replace("'", '"'))


RULE = Rule.of(__name__, __doc__, core=(ProvidedRequiredArgumentsRule, _say))
