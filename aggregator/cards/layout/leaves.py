"""A leaf field, or a list of leaves, as a block."""

from aggregator.cards.card import Defaults
from aggregator.cards.layout import blocks, lists
from aggregator.cards.layout.frame import Block
from aggregator.cards.layout.lists import Listing
from aggregator.cards.layout.show import one_each, show_of
from aggregator.cards.outline import Braces, Piece


def leaf_block(
    field: Piece, braces: Braces, defaults: Defaults, listing: Listing, column: int = 0
) -> Block:
    """How the leaf `field` is shown, one value or a list of them.

    Raises CardError for directives that do not fit the field.
    """
    show = show_of(field, braces, defaults)
    if field.is_list:
        return lists.values(field.name, show, column, listing, apart=one_each(field))
    return blocks.leaf(field.name, show, column, listing.null)
