"""Separators that separate something: no orphans, no doubles, none at either end."""

from collections.abc import Iterable

from aggregator.domain.plain.components import Component, Divider, Spacer

_SEPARATORS = (Divider, Spacer)


def tidy(components: Iterable[Component]) -> list[Component]:
    """Drop leading and trailing separators, and all but the first of a kind between two pieces."""
    kept: list[Component] = []
    waiting: dict[type, Component] = {}
    for component in components:
        if isinstance(component, _SEPARATORS):
            waiting.setdefault(type(component), component)
            continue
        if waiting:
            if kept:
                kept.extend(waiting.values())
            waiting.clear()
        kept.append(component)
    return kept
