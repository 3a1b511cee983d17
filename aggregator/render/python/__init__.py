"""The escape hatch: `<key>.py` beside a card's query says in Python how its result is shown.

    from aggregator.render.python import Card, CardContext, badge, row

    from .usage_trend_types import UsageTrend


    def render(data: UsageTrend, card: CardContext) -> Card | None: ...

What such a file may import of ours is what is here. docs/python-cards.md tells the rest.
"""

from aggregator.domain.money import Money
from aggregator.domain.plain.components import BadgeColor, Component, Leaf, TextColor
from aggregator.render.python.builders import (
    Card,
    badge,
    box,
    copy,
    divider,
    link,
    markdown,
    row,
    spacer,
    text,
    totals,
    workflow,
)
from aggregator.render.python.context import CardContext
from aggregator.render.python.data import Data, Markdown

__all__ = [
    "BadgeColor",
    "Card",
    "CardContext",
    "Component",
    "Data",
    "Leaf",
    "Markdown",
    "Money",
    "TextColor",
    "badge",
    "box",
    "copy",
    "divider",
    "link",
    "markdown",
    "row",
    "spacer",
    "text",
    "totals",
    "workflow",
]
