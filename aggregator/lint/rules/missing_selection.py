"""The field is an object: say in braces which of its fields the card reads.

Wrong:
    account @text

Right:
    account { name @text }
"""

from graphql import FieldNode, ScalarLeafsRule

from aggregator.language.findings import Found
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Found | None:
    if not isinstance(heard.node, FieldNode):
        return None  # said as `selection-on-leaf`
    name = heard.node.name.value
    message = (
        f'"{name}" is an object ({heard.context.get_type()}): say which of its fields, in braces'
    )
    return Found(span_of(heard.node), message, (f"{name} {{ ... }}",))


RULE = Rule.of(__name__, __doc__, core=(ScalarLeafsRule, _say))
