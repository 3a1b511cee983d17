"""A fragment is on an object, an interface or a union: single values have no fields to select.

Wrong:
    name @text ... on String { x }

Right:
    name @text ... on Customer { email @text }
"""

from graphql import FragmentsOnCompositeTypesRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    return Violation(whole_span(heard.node), "A fragment can only be on a type that has fields")


RULE = Rule.of(__name__, __doc__, core=(FragmentsOnCompositeTypesRule, _say))
