"""Regular expressions that can take for ever: a repetition within a repetition.

`(a+)+` can share a text out among its two loops in more ways than there is time for, and a match
cannot be stopped from outside.
"""

import re

LARGE = 10
"""A repetition up to fewer times is none that matters."""

_PART = re.compile(
    r"""\\. | \[\^?\]?(?:\\.|[^\]\\])*\]          # an escaped sign, a class
    | (?P<comment>\(\?\#[^)]*\))
    | (?P<atomic>\(\?>) | (?P<open>\((?:\?(?:P?<[^>=!]+>|[a-zA-Z-]*:|<?[=!]))?) | (?P<close>\))
    | (?P<times>[*+] | \{\d*,?\d*\})(?P<how>[+?]?)
    | .""",
    re.VERBOSE | re.DOTALL,
)


def nested(pattern: str) -> str | None:
    """Give the first group of a pattern that is repeated and repeats itself, as it is written."""
    opened: list[tuple[int, bool]] = []  # where a group begins, and whether it is atomic
    repeats = [False]  # of each open group, whether something in it is repeated
    closed: tuple[int, bool] | None = None
    for part in _PART.finditer(pattern):
        group, closed = closed, None
        if part["open"] or part["atomic"]:
            opened.append((part.start(), bool(part["atomic"])))
            repeats.append(False)
        elif part["close"] and opened:
            start, atomic = opened.pop()
            inside = repeats.pop() and not atomic
            repeats[-1] |= inside
            closed = (start, inside)
        elif part["times"] and part["how"] != "+" and _is_many(part["times"]):
            if group is not None and group[1]:
                return pattern[group[0] : part.end()]
            repeats[-1] = True
    return None


def _is_many(times: str) -> bool:
    if times in "*+":
        return True
    low, comma, high = times[1:-1].partition(",")
    if not comma:
        return False  # exactly so many: one way to share a text out
    return not high or int(high) - int(low or 0) >= LARGE
