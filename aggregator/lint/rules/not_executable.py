"""A card file holds one query and fragments; types and directives are defined elsewhere.

Wrong:
    type A { b: Int }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from graphql import ExecutableDefinitionsRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import span_of
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    message = "A card file holds one query and its fragments, no definitions"
    hint = "Remove it: the types that a card reads are the schema's already."
    return Violation(span_of(heard.node), message, hint=hint)


RULE = Rule.of(__name__, __doc__, core=(ExecutableDefinitionsRule, _say))
