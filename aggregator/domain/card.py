"""What a card came to: its data with what failed in it, and what is shown of that.

Nobody changes these values. Two of them are not frozen, for one of each is made for every card,
and freezing them takes Python three times as long as making them.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any, Literal

from aggregator.domain.errors import AggregatorError

Path = tuple[str | int, ...]
"""Response keys and list positions from the operation's root."""


ExecutedBy = Literal["plan", "engine", "miss"]
"""A compiled plan; the GraphQL engine; the engine after a plan had failed, which is a bug."""


@dataclass(frozen=True, slots=True)
class Failed:
    """Stands in a card's data where a field failed: neither null nor empty."""

    error: AggregatorError


@dataclass(slots=True)
class Result:
    """A card's operation, executed: plain JSON values, with `Failed` where a field failed.

    `known` says whether any source (or the directory) answered for this customer at all;
    `matched_by` by which identity the directory found them; `by`, what executed it.
    """

    data: Mapping[str, Any]
    known: bool = True
    matched_by: str | None = None
    by: ExecutedBy = field(default="engine", compare=False)


@dataclass(slots=True)
class Shown:
    """Components in Plain's wire form, each already validated and clamped.

    `failures`: what failed while the rest of the card is there (a muted line tells). `as_of`: the
    time in words when this was true, if it is a copy from then.
    """

    components: Sequence[Mapping[str, Any]]
    ttl: int | None = None
    failures: Sequence[AggregatorError] = field(default=())
    as_of: str | None = None


@dataclass(frozen=True, slots=True)
class Hidden:
    """Nothing to show: `components: null`."""

    ttl: int | None = None


@dataclass(frozen=True, slots=True)
class Unavailable:
    """The whole card failed. `error` stands for what failed; `others` failed beside it."""

    error: AggregatorError
    others: Sequence[AggregatorError] = field(default=())

    @property
    def failures(self) -> Sequence[AggregatorError]:
        return (self.error, *self.others)


@dataclass(frozen=True, slots=True)
class UnknownCard:
    """No card of that key exists here."""


Outcome = Shown | Hidden | Unavailable | UnknownCard


def mark(data: dict[str, Any], path: list[str | int], failed: Failed) -> None:
    """Put `failed` where the null is that the error at `path` made, there or further up."""
    if not path:
        return
    here: Any = data
    for step in path[:-1]:
        below = here[step]
        if below is None or isinstance(below, Failed):
            here[step] = failed
            return
        here = below
    if not isinstance(here[path[-1]], Failed):
        here[path[-1]] = failed
