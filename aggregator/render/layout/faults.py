"""What the compiler relies on: `check` has found whatever a card may not say."""

from graphql import Node

from aggregator.language.span import span_of


class Unchecked(AssertionError):
    """A card was compiled that breaks a rule of lint's.

    rule  its code, of which a finding should have kept the card away
    span  where the card breaks it
    """

    def __init__(self, node: Node, rule: str) -> None:
        super().__init__(f"{rule} should have been found here: what breaks it cannot be drawn")
        self.span = span_of(node)
        self.rule = rule
