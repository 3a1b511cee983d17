"""One provided field that a card selects, and the lookups that lead to it. Plain values."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field

from aggregator.domain.lookup import Lookup

DIRECTORY = "directory"
"""Stands where a source's name does: our own store, which finds the first keys. Its level is 0."""

PathNames = tuple[str, ...]
"""The names of the loaders that are asked one after the other, the last one's last."""


@dataclass(frozen=True, slots=True)
class PathStep:
    """One lookup on the way to a field.

    level   1: its keys are known from the request or the directory; 2: when level 1 has answered
    keys    that it is asked by, at worst, for each object that the hop before gave
    items   objects that come of each key, at worst
    batch   the most keys that are asked for together; None: all of them
    each    the most keys of one exchange; None: all of them in one
    cost    keys asked for together -> the exchanges that they take at worst
    fan_out how many exchanges of one key each are made at once, where its system has no other way
    again   whether an address in other letters is asked for a second time; `cost` counts that
    route   method and path of the exchange
    fixed   arguments that are the same in every exchange
    bound   the argument that says how many items are wanted of each key
    beside  the ways of other sources to the same field: objects are known when all have answered
    """

    source: str
    lookup: str
    level: int = 0
    keys: int = 1
    items: int = 1
    batch: int | None = None
    each: int | None = None
    cost: Callable[[int], int] = field(default=lambda _: 1, compare=False, repr=False)
    fan_out: int | None = None
    again: bool = False
    route: str = ""
    fixed: tuple[tuple[str, str], ...] = ()
    bound: str | None = None
    beside: tuple[PathNames, ...] = ()

    @property
    def name(self) -> str:
        """The name of its loader, in traces too."""
        return f"{self.source}.{self.lookup}"

    @classmethod
    def of(
        cls, source: str, lookup: Lookup, level: int, keys: int = 1, items: int = 1
    ) -> "PathStep":
        return cls(
            source=source,
            lookup=lookup.name,
            level=level,
            keys=keys,
            items=items,
            batch=lookup.batch.max,
            each=lookup.batch.per_call,
            cost=lookup.exchanges,
            fan_out=lookup.batch.at_once if lookup.batch.fans_out else None,
            again=lookup.asks_again,
            route=f"{lookup.request.method} {lookup.request.path}",
            fixed=tuple(lookup.request.params.items()),
            bound=lookup.per_key,
        )


def names(path_steps: Iterable[PathStep]) -> PathNames:
    return tuple(path_step.name for path_step in path_steps)


@dataclass(frozen=True, slots=True)
class LookupPath:
    """A field and the way to it.

    card  the key of the card that selects it
    path  what is written around it, outermost first: `customer`, `tickets(first: 5)`
    leaf  a field of it that a query may end with
    root  tells apart the objects that a query begins with; empty for the request's own
    hops  the lookups, first asked first
    own   how many of the last hops are its own; the others led to the object it stands on
    """

    card: str
    path: tuple[str, ...]
    leaf: str
    root: str
    path_steps: tuple[PathStep, ...]
    own: int

    @property
    def level_before(self) -> int:
        """The level at which the object that it stands on is known."""
        return self.path_steps[-self.own - 1].level if len(self.path_steps) > self.own else 0
