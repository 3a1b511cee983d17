"""All cards' plans as one: what is asked of sources, each field once for all that read it."""

from collections import OrderedDict
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from dataclasses import field as dataclass_field

from aggregator.plans.selection import CompiledOperation, CompiledSelection, FieldId, FoundField

KEPT = 256
"""Merged plans that are kept: Plain asks for the same few sets of cards again and again."""


@dataclass(slots=True)
class ToFind:
    """A field that a source is asked for, the names of the cards that read it, and what is below.

    `below` is empty where nothing further is: then its objects need no walk.
    """

    field: FoundField
    names: tuple[str, ...] = ()
    below: "dict[FieldId, ToFind]" = dataclass_field(default_factory=dict)


MergedRoots = Mapping[str, Mapping[FieldId, ToFind]]
"""Name of a root (`customer`) -> what is asked of it."""


class Merger:
    """Merges cards' operations, by card key; keeps what it merged last."""

    def __init__(self, kept: int = KEPT) -> None:
        self._kept: OrderedDict[tuple[tuple[str, CompiledOperation], ...], MergedRoots] = (
            OrderedDict()
        )
        self._max = kept

    def __call__(self, cards: Mapping[str, CompiledOperation]) -> MergedRoots:
        key = tuple(cards.items())
        merged = self._kept.get(key)
        if merged is not None:
            self._kept.move_to_end(key)
            return merged
        merged = self._kept[key] = _merge(key)
        if len(self._kept) > self._max:
            self._kept.popitem(last=False)
        return merged


def _merge(cards: Iterable[tuple[str, CompiledOperation]]) -> MergedRoots:
    roots: dict[str, dict[FieldId, ToFind]] = {}
    for card, operation in cards:
        for root in operation.roots:
            _add(roots.setdefault(root.name, {}), root.selection, card)
    return roots


def _add(into: dict[FieldId, ToFind], selection: CompiledSelection, card: str) -> None:
    for each in selection.found:
        found = into.get(each.id)
        if found is None:
            found = into[each.id] = ToFind(each)
        if card not in found.names:
            found.names += (card,)
        if each.selection is not None:
            _add(found.below, each.selection, card)
