"""Nothing is ever of the fragment's type here, so that its fields would never be read.

Wrong:
    name @text ... on Plan { name @text }

Right:
    subscription { plan { ... on Plan { name @text } } }
"""

from graphql import PossibleFragmentSpreadsRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    message = heard.message.removesuffix(".").replace("'", '"')
    hint = "Put it in the braces of a field of that type, or say the type that these are of."
    return Violation(span_of(heard.node), message, hint=hint)


RULE = Rule.of(__name__, __doc__, core=(PossibleFragmentSpreadsRule, _say))
