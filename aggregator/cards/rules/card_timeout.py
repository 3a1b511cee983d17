"""A card may take at most 10 seconds, `timeout: "6s"`; without a timeout it has 4."""

from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline, string
from aggregator.cards.rule import Rule
from aggregator.cards.rules.card_ttl import seconds
from aggregator.cards.span import whole_span

LONGEST = 10


def check(tree: Outline) -> Iterator[Found]:

    given = string(tree.directive, "timeout") if tree.directive else None
    if given is None:
        return
    timeout = seconds(given.value)
    if timeout is None or not given.value.endswith("s"):
        message = f'"{given.value[:40]}" is no timeout: whole seconds, such as "6s"'
        yield Found(whole_span(given), message)
    elif not 1 <= timeout <= LONGEST:
        yield Found(whole_span(given), f"A timeout goes from 1s to {LONGEST}s")


RULE = Rule.of(__name__, __doc__, card=check)
