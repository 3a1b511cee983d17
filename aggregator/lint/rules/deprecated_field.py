"""The field, argument or value will go away; the schema says what to use instead.

Wrong:
    fullName @text

Right:
    name @text
"""

from graphql.validation import NoDeprecatedCustomRule

from aggregator.domain.severity import Severity
from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    return Violation(span_of(heard.node), message)


RULE = Rule.of(__name__, __doc__, Severity.WARNING, core=(NoDeprecatedCustomRule, _say))
