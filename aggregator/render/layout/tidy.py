"""Separators that separate something: no orphans, no doubles, none at either end."""

from aggregator.render.layout.frame import Component

_SEPARATORS = ("componentDivider", "componentSpacer")


def tidy(components: list[Component]) -> list[Component]:
    """Drop leading and trailing separators, and all but the first of a kind between two pieces."""
    kept: list[Component] = []
    waiting: dict[str, Component] = {}
    for component in components:
        (wrapper,) = component
        if wrapper in _SEPARATORS:
            waiting.setdefault(wrapper, component)
            continue
        if waiting:
            if kept:
                kept.extend(waiting.values())
            waiting.clear()
        kept.append(component)
    return kept
