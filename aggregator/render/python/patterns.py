"""Regular expressions that can take for ever: a repetition or a choice within a repetition.

`(a+)+` can share a text out among its two loops in more ways than there is time for, and `(a|a)*`
among its two branches; a match cannot be stopped from outside.
"""

import re
from collections.abc import Sequence
from dataclasses import dataclass, field
from itertools import combinations

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


_SIGNS = [chr(code) for code in range(0x180)]
_NO_SIGN = ("^", "$", r"\b", r"\B", r"\A", r"\Z")


@dataclass(slots=True)
class _Group:
    """A group. `unclear`: it repeats something, or can be read in more than one way.

    firsts  the part that each of its branches begins with; "" where that is not one sign
    begun   where the first part of the last branch ends; 0 before it
    """

    start: int
    atomic: bool
    unclear: bool = False
    firsts: list[str] = field(default_factory=lambda: [""])
    begun: int = 0

    def add(self, part: re.Match[str], sign: str) -> None:
        """Take a part of the last branch, which is `sign` when it is a sign."""
        if not self.begun:
            self.firsts[-1], self.begun = sign, part.end()
        elif self.begun == part.start() and part[0][0] in "*?{":
            self.firsts[-1] = ""  # what comes after may come first

    def branch(self) -> None:
        self.firsts.append("")
        self.begun = 0


def nested(pattern: str) -> str | None:
    """Give the first group that is repeated, and repeats itself or has branches that begin alike.

    As it is written; None when there is none.
    """
    opened = [_Group(0, atomic=False)]
    closed: _Group | None = None
    for part in _PART.finditer(pattern):
        group, closed = closed, None
        last = opened[-1]
        if part["open"] or part["atomic"]:
            last.add(part, "")
            opened.append(_Group(part.start(), bool(part["atomic"])))
        elif part["close"] and len(opened) > 1:
            closed = opened.pop()
            closed.unclear = not closed.atomic and (closed.unclear or _alike(closed.firsts))
            opened[-1].unclear |= closed.unclear
        elif part["times"] and part["how"] != "+":
            times = part["times"]
            if group is not None and group.unclear and _is_much(times):
                return pattern[group.start : part.end()]
            last.unclear |= _is_many(times)
        elif part[0] == "|":
            last.branch()
        elif not part["comment"]:
            last.add(part, "" if part[0] in _NO_SIGN else part[0])
    return None


def _alike(firsts: Sequence[str]) -> bool:
    """Whether two branches can begin with the same sign, as far as that can be told."""
    return any(_both(one, other) for one, other in combinations(firsts, 2))


def _both(one: str, other: str) -> bool:
    try:
        begin = [re.compile(each, re.IGNORECASE | re.DOTALL) for each in (one, other)]
    except re.error:
        return True
    return not (one and other) or any(all(each.fullmatch(x) for each in begin) for x in _SIGNS)


def _is_much(times: str) -> bool:
    """Whether a group is repeated so often that what is unclear in it adds up: `(.*a){20}`."""
    most = times.strip("{}").rpartition(",")[2]
    return _is_many(times) or (most.isdigit() and int(most) >= LARGE)


def _is_many(times: str) -> bool:
    if times in "*+":
        return True
    low, comma, high = times[1:-1].partition(",")
    if not comma:
        return False  # exactly so many: one way to share a text out
    return not high or int(high) - int(low or 0) >= LARGE
