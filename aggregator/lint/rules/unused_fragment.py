"""The card's own fragment is spread nowhere: delete it, or spread it where it was meant.

Wrong:
    query Q @card(title: "T") { customer { name @text } }
    fragment A on Customer { email @text }

Right:
    query Q @card(title: "T") { customer { ...A } }
    fragment A on Customer { email @text }
"""

from graphql import FragmentDefinitionNode, NoUnusedFragmentsRule

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import span_of, whole_file, whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    name = heard.node.name.value if isinstance(heard.node, FragmentDefinitionNode) else ""
    message = f'Fragment "{name}" is spread nowhere'
    change = Replacement(whole_span(heard.node), "")
    hint = f"Write ...{name} where its fields belong, or remove it."
    cause = whole_file(heard.node)
    return Violation(span_of(heard.node), message, hint=hint, changes=(change,), cause=cause)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, core=(NoUnusedFragmentsRule, _say))
