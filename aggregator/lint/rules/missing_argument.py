"""The field or directive has an argument that must be given.

Wrong:
    name @note @text

Right:
    name @note(text: "As they sign") @text
"""

import re

from graphql import DirectiveNode, FieldNode, ProvidedRequiredArgumentsRule

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import Span, span_of, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    node = heard.node
    if isinstance(node, DirectiveNode):
        known = heard.context.schema.get_directive(node.name.value)
        if known and any(each.name.value not in known.args for each in node.arguments or ()):
            return None  # probably that one, misspelt: said as `unknown-argument`
    if not isinstance(node, DirectiveNode | FieldNode):
        return None
    message = heard.message.removesuffix(".").replace("'", '"')
    missing = _MISSING.search(message)
    if missing is None or not isinstance(node, DirectiveNode):
        return Violation(span_of(node), message)
    written = f'{missing[1]}: "{_AS_WORDS.get(missing[1], "...")}"'
    end = whole_span(node).end - (1 if node.arguments else 0)
    text = f", {written}" if node.arguments else f"({written})"
    change = Replacement(Span(whole_span(node).source, end, end), text)
    hint = f"Write @{node.name.value}({written})"
    return Violation(span_of(node), message, hint=hint, changes=(change,))


_MISSING = re.compile(r"@\w+\((\w+):\)")
_AS_WORDS = {"title": "Card", "text": "-"}


RULE = Rule.of(__name__, __doc__, core=(ProvidedRequiredArgumentsRule, _say))
