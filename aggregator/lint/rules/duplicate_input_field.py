"""A field of an object value is given once; of two, nobody could say which holds.

Wrong:
    query Q @card(title: "T") { account(by: {id: "a", id: "b"}) { name @text } }

Right:
    query Q @card(title: "T") { customer { name @text } }
"""

from graphql import UniqueInputFieldNamesRule

from aggregator.language.diagnostics import Violation
from aggregator.language.span import whole_span
from aggregator.lint.rule import Heard, Rule


def _say(heard: Heard) -> Violation | None:
    return Violation(whole_span(heard.nodes[-1]), heard.message.removesuffix(".").replace("'", '"'))


RULE = Rule.of(__name__, __doc__, core=(UniqueInputFieldNamesRule, _say))
