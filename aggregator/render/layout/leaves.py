"""A leaf field, or a list of leaves, as a block."""

from aggregator.language.outline import Braces, Selection
from aggregator.render.card import Defaults
from aggregator.render.layout import blocks, lists
from aggregator.render.layout.frame import Block
from aggregator.render.layout.lists import ListStyle
from aggregator.render.layout.show import one_each, show_of


def leaf_block(
    field: Selection, braces: Braces, defaults: Defaults, listing: ListStyle, column: int = 0
) -> Block:
    """How the leaf `field` is shown, one value or a list of them."""
    show = show_of(field, braces, defaults)
    if field.is_list:
        return lists.values(field.name, show, column, listing, apart=one_each(field))
    return blocks.OneValue(field.name, show, column, listing.null)
