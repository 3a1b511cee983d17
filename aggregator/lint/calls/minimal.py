"""The smallest query that shows what is wrong: what breaks a budget, without all the rest."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from aggregator.lint.calls.ask import Ask
from aggregator.lint.calls.plan import CallPlan, plan_calls

Breaks = Callable[[CallPlan], bool]
"""Whether a plan is beyond what is allowed; a larger plan than one that is, is too."""


def first_over(asks: Sequence[Ask], breaks: Breaks) -> int | None:
    """Find the ask, in written order, with which the plan of it and all before it breaks."""
    found = bisect_left(range(len(asks)), True, key=lambda n: breaks(plan_calls(asks[: n + 1])))
    return found if found < len(asks) else None


def smallest(asks: Iterable[Ask], breaks: Breaks) -> tuple[Ask, ...]:
    """Leave away every field without which the rest still breaks; all of `asks` together do."""
    fields: dict[tuple[str, ...], list[Ask]] = {}
    for ask in asks:
        fields.setdefault(ask.path, []).append(ask)  # several: each source that provides it
    in_order = [ask for of_field in fields.values() for ask in of_field]
    end = first_over(in_order, breaks)
    paths = list(
        dict.fromkeys(ask.path for ask in (in_order if end is None else in_order[: end + 1]))
    )
    for path in tuple(paths):
        without = [other for other in paths if other != path]
        if breaks(plan_calls(ask for each in without for ask in fields[each])):
            paths = without
    return tuple(ask for path in paths for ask in fields[path])


def smallest_query(asks: Iterable[Ask], breaks: Breaks) -> str:
    return query_text(smallest(asks, breaks))


def query_text(asks: Iterable[Ask]) -> str:
    """Write `asks` as one query, in one line."""
    root = _Braces()
    for ask in asks:
        root.add(ask.path, ask.leaf)
    return root.text()


class _Braces:
    """What is selected between two braces: as written -> what is inside it."""

    def __init__(self) -> None:
        self._leaf = ""
        self._fields: dict[str, _Braces] = {}

    def add(self, path: Sequence[str], leaf: str) -> None:
        if path:
            self._fields.setdefault(path[0], _Braces()).add(path[1:], leaf)
        else:
            self._leaf = leaf

    def text(self) -> str:
        taken: set[str] = set()
        parts = []
        for written, inside in self._fields.items():
            name = written.partition("(")[0]
            alias = name
            while alias in taken:  # one list with two bounds
                alias += "_"
            taken.add(alias)
            parts.append(f"{'' if alias == name else f'{alias}: '}{written} {inside.text()}")
        return f"{{ {' '.join(parts) or self._leaf} }}"
