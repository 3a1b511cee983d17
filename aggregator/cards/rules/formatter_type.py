"""A function fits one kind of value: `|date` a DateTime, `|money` a Money, the others numbers.

Wrong:
    name @row(label: "{name|date}")

Right:
    contact { registeredAt name @row(label: "Since {registeredAt|date}") }
"""

from collections.abc import Iterator

from aggregator.cards.findings import Found
from aggregator.cards.outline import Outline
from aggregator.cards.paths import PathError, resolve
from aggregator.cards.rule import Rule
from aggregator.cards.rules.format_type import TYPES
from aggregator.cards.span import inside
from aggregator.cards.wording import wordings


def check(tree: Outline) -> Iterator[Found]:
    for wording in wordings(tree):
        for hole in wording.holes():
            if hole.function is None:
                continue
            try:
                target = resolve(hole.path, tree.scope(wording.piece)).field
            except PathError:
                continue  # said as `unknown-path`
            type_ = target.named_type if target.is_leaf else None
            if type_ is None or type_.name in TYPES[hole.function]:
                continue
            meant = tuple(f"|{name}" for name, types in TYPES.items() if type_.name in types)
            fits = " or ".join(TYPES[hole.function])
            message = f'|{hole.function} is for {fits}: "{target.name}" is {type_.name}'
            yield Found(inside(wording.node, hole.start, hole.end), message, meant)


RULE = Rule.of(__name__, __doc__, card=check)
