"""The field or directive has an argument that must be given."""

from graphql import ProvidedRequiredArgumentsRule

from aggregator.cards.findings import Found
from aggregator.cards.rule import Heard, Rule
from aggregator.cards.span import span_of


def _say(heard: Heard) -> Found | None:
    return Found(span_of(heard.node), heard.message.removesuffix(".").replace("'", '"'))


RULE = Rule.of(__name__, __doc__, core=(ProvidedRequiredArgumentsRule, _say))
