"""A leaf field, or a list of leaves, as components."""

from collections.abc import Sequence
from typing import Any

from aggregator.cards.card import Defaults
from aggregator.cards.layout.emit import plain_text
from aggregator.cards.layout.frame import Component, Frame, Show
from aggregator.cards.layout.show import one_each, show_of
from aggregator.cards.outline import Piece
from aggregator.cards.paths import Scope
from aggregator.domain.card import Failed


def leaf_show(
    field: Piece,
    fields: Sequence[Piece],
    defaults: Defaults,
    most: int | None = None,
    more: str | None = None,
) -> Show:
    """How the leaf `field` is shown, one value or a list of them.

    Of a list at most `most` values are shown; `more` (its `{count}` filled in) says how many
    were left out. Values that are null or failed are left out too.
    """
    show = show_of(field, fields, defaults)
    if not field.is_list:
        return show
    apart = one_each(field)

    def show_list(value: Any, scope: Scope, frame: Frame) -> list[Component]:
        present = _present(value, frame)
        kept = present if most is None else present[:most]
        if not kept:
            return []
        if apart:
            found = [component for one in kept for component in show(one, scope, frame)]
        else:
            found = show(kept, scope, frame)
        left = len(present) - len(kept)
        if left and found and more:
            found.append(plain_text(more.replace("{count}", str(left)), color="MUTED"))
        return found

    return show_list


def _present(value: Any, frame: Frame) -> list[Any]:
    found = []
    for one in value if isinstance(value, list) else [value]:
        if isinstance(one, Failed):
            frame.failed(one)
        elif one is not None and one != "":
            found.append(one)
    return found
