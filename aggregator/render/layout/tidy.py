"""Separators that separate something: no orphans, no doubles, none at either end."""

from collections.abc import Sequence

from aggregator.domain.plain.components import Component, Divider, Spacer

_SEPARATORS = (Divider, Spacer)


def tidy(components: Sequence[Component]) -> Sequence[Component]:
    """Drop leading and trailing separators, and all but the first of a kind between two pieces."""
    for component in components:
        if component.__class__ in _SEPARATORS:
            return _tidied(components)
    return components


def _tidied(components: Sequence[Component]) -> list[Component]:
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
