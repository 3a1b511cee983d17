"""Separators that separate something: no orphans, no doubles, none at either end."""

from collections.abc import Sequence
from typing import Final, TypeVar

from aggregator.domain.plain.components import Divider, Spacer


class DividerPiece(str):
    """A line, as a piece (pieces.py)."""

    __slots__ = ()


class SpacerPiece(str):
    """Room, as a piece."""

    __slots__ = ()


_SEPARATORS: Final = frozenset({Divider, Spacer, DividerPiece, SpacerPiece})

Drawn = TypeVar("Drawn")


def tidy(drawn: Sequence[Drawn]) -> Sequence[Drawn]:
    """Drop leading and trailing separators, and all but the first of a kind between two others.

    Of components, and of pieces.
    """
    return drawn if _SEPARATORS.isdisjoint(map(type, drawn)) else _tidied(drawn)


def _tidied(drawn: Sequence[Drawn]) -> list[Drawn]:
    kept: list[Drawn] = []
    waiting: dict[type, Drawn] = {}
    for each in drawn:
        kind = type(each)
        if kind in _SEPARATORS:
            waiting.setdefault(kind, each)
            continue
        if waiting:
            if kept:
                kept.extend(waiting.values())
            waiting.clear()
        kept.append(each)
    return kept
