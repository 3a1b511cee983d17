"""The smallest query that shows what is wrong: what breaks a budget, without all the rest."""

from bisect import bisect_left
from collections.abc import Callable, Iterable, Sequence

from aggregator.lint.calls.call_count import CallCount, count_calls
from aggregator.lint.calls.lookup_path import LookupPath

IsOver = Callable[[CallCount], bool]
"""Whether a plan is beyond what is allowed; a larger plan than one that is, is too."""


def first_over(lookup_paths: Sequence[LookupPath], breaks: IsOver) -> int | None:
    """Find the ask, in written order, with which the plan of it and all before it breaks."""
    found = bisect_left(
        range(len(lookup_paths)), True, key=lambda n: breaks(count_calls(lookup_paths[: n + 1]))
    )
    return found if found < len(lookup_paths) else None


def smallest(lookup_paths: Iterable[LookupPath], breaks: IsOver) -> tuple[LookupPath, ...]:
    """Leave out every field without which the rest is still over; `lookup_paths` together are."""
    fields: dict[tuple[str, ...], list[LookupPath]] = {}
    for lookup_path in lookup_paths:
        # Several: one for each source that provides the field.
        fields.setdefault(lookup_path.path, []).append(lookup_path)
    in_order = [lookup_path for of_field in fields.values() for lookup_path in of_field]
    end = first_over(in_order, breaks)
    paths = list(
        dict.fromkeys(
            lookup_path.path for lookup_path in (in_order if end is None else in_order[: end + 1])
        )
    )
    for path in tuple(paths):
        without = [other for other in paths if other != path]
        if breaks(count_calls(lookup_path for each in without for lookup_path in fields[each])):
            paths = without
    return tuple(lookup_path for path in paths for lookup_path in fields[path])


def smallest_query(lookup_paths: Iterable[LookupPath], breaks: IsOver) -> str:
    return query_text(smallest(lookup_paths, breaks))


def query_text(lookup_paths: Iterable[LookupPath]) -> str:
    """Write `lookup_paths` as one query, in one line."""
    root = _Braces()
    for lookup_path in lookup_paths:
        root.add(lookup_path.path, lookup_path.leaf)
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
