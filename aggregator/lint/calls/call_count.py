"""The call plan: which lookups are sent, in which order, and how many exchanges they take at worst.

A lookup is sent once for each way that leads to it, however many cards and fields go that way: its
keys are known at one moment and meet in one batch. Where one lookup is reached by two ways (the
owner of a contact, and of that contact's account) its keys are known at two moments: two steps.

Not counted: further pages, calls for tokens, retries, and that keys of unusual length are parted
where an address has no room for them. The directory is a step of level 0, without exchanges: it is
our own store.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from math import prod

from aggregator.lint.calls.lookup_path import LookupPath, PathNames, PathStep, names
from aggregator.lint.calls.sizes import Box, chunks, covered, most_chunks, most_exchanges


@dataclass(frozen=True, slots=True)
class BatchCount:
    """How many batches a way's keys go into at worst, and how many keys into each, if known."""

    count: int
    sizes: tuple[int, ...] | None = None

    @classmethod
    def of(cls, sizes: Iterable[int]) -> "BatchCount":
        known = tuple(sizes)
        return cls(len(known), known)


@dataclass(frozen=True, slots=True)
class CountedStep:
    """One lookup at its place in the chain.

    level      1: its keys are known from the request or the directory; 2: from level 1's records
    keys       that it is asked by, at worst
    exchanges  that it takes, at worst
    batch      the most keys of one exchange; None: all of them
    fan_out    how many exchanges of one key each are made at once; None: it is no fan-out
    again      whether half of them are for an address that is not found in small letters
    arguments  what an exchange says beside its keys
    asked_for  the fields that need it, and `cards` those that select them
    """

    source: str
    lookup: str
    way: PathNames
    level: int
    keys: int
    exchanges: int
    batch: int | None
    route: str
    arguments: tuple[tuple[str, str], ...]
    asked_for: tuple[str, ...]
    cards: tuple[str, ...]
    fan_out: int | None = None
    again: bool = False

    @property
    def name(self) -> str:
        return f"{self.source}.{self.lookup}"

    def as_json(self) -> Mapping[str, object]:
        return {
            "level": self.level,
            "source": self.source,
            "lookup": self.lookup,
            "way": list(self.way),
            "keys": self.keys,
            "exchanges": self.exchanges,
            "batch": self.batch,
            "fanOut": self.fan_out,
            "asksAgain": self.again,
            "route": self.route or None,
            "arguments": dict(self.arguments),
            "askedFor": list(self.asked_for),
            "cards": list(self.cards),
        }


@dataclass(frozen=True, slots=True)
class CallCount:
    """What one card, or several together, ask of sources at worst."""

    steps: tuple[CountedStep, ...]

    @property
    def lookups(self) -> int:
        """How many lookups are sent to sources."""
        return sum(1 for step in self.steps if step.level)

    @property
    def exchanges(self) -> int:
        return sum(step.exchanges for step in self.steps)

    @property
    def depth(self) -> int:
        """How many lookups in a row wait for the one before."""
        return max((step.level for step in self.steps), default=0)

    @property
    def levels(self) -> Mapping[int, tuple[CountedStep, ...]]:
        """The steps by level; those of one level do not wait for each other."""
        return {level: tuple(steps) for level, steps in groupby(self.steps, lambda s: s.level)}

    def as_json(self) -> Mapping[str, object]:
        return {
            "lookups": self.lookups,
            "exchanges": self.exchanges,
            "depth": self.depth,
            "steps": [step.as_json() for step in self.steps],
        }


def count_calls(lookup_paths: Iterable[LookupPath]) -> CallCount:
    """Plan `lookup_paths` as one request: those of one card, or of all its cards."""
    ways: dict[PathNames, _PathCount] = {}
    for lookup_path in lookup_paths:
        for length in range(1, len(lookup_path.path_steps) + 1):
            path_steps = lookup_path.path_steps[:length]
            ways.setdefault(names(path_steps), _PathCount(path_steps[-1])).add(
                lookup_path, path_steps
            )
    batches: dict[PathNames, BatchCount] = {}
    steps: list[CountedStep] = []
    for way, group in sorted(ways.items(), key=lambda each: (each[1].level, len(each[0]))):
        batches[way] = group.batches(ways.get(way[:-1]), batches, way[:-1])
        steps.append(group.step(way, batches[way]))
    return CallCount(tuple(sorted(steps, key=lambda step: (step.level, step.name, step.way))))


class _PathCount:
    """Everything that is asked by one way."""

    def __init__(self, path_step: PathStep) -> None:
        self.level = 0
        self._path_step = path_step
        self._boxes: dict[str, set[Box]] = {}
        self._items = 0
        self._beside: set[PathNames] = set()
        self._fields: dict[str, None] = {}
        self._cards: dict[str, None] = {}

    def add(self, lookup_path: LookupPath, path_steps: Sequence[PathStep]) -> None:
        path_step = path_steps[-1]
        sizes = [size for each in path_steps for size in (each.keys, each.items)]
        self._boxes.setdefault(lookup_path.root, set()).add(tuple(sizes[:-1]))
        self._items = max(self._items, path_step.items)
        self.level = max(self.level, path_step.level)
        if len(path_steps) > 1:
            self._beside.update(path_steps[-2].beside)
        if len(path_steps) > len(lookup_path.path_steps) - lookup_path.own:
            self._fields[_field(lookup_path.path)] = None
            self._cards[lookup_path.card] = None

    @property
    def keys(self) -> int:
        return sum(covered(boxes) for boxes in self._boxes.values())

    @property
    def only_box(self) -> Box | None:
        """The box of all selections, where they are of one size."""
        boxes = [box for boxes in self._boxes.values() for box in boxes]
        return boxes[0] if len(boxes) == 1 else None

    def batches(
        self,
        before: "_PathCount | None",
        known: Mapping[PathNames, BatchCount],
        way_before: PathNames,
    ) -> BatchCount:
        """How its keys are batched, those of the ways that lead to it being batched as `known`.

        Batches end each in its own time, and what the end of one makes known is asked at once.
        """
        maximum = self._path_step.batch
        ends = sum(known[way].count for way in {way_before, *self._beside} if way in known)
        moments = min(ends, self._moments(ends))
        if moments <= 1:
            return BatchCount.of(chunks(self.keys, maximum))
        above, box = before and before.only_box, self.only_box
        sizes = None if self._beside else known[way_before].sizes
        if above and box and above[-1] == 1 and sizes is not None:
            # Each key of the way before leads to as many keys of this one.
            each = box[-2] * box[-1]
            return BatchCount.of(size for keys in sizes for size in chunks(keys * each, maximum))
        return BatchCount(most_chunks(self.keys, maximum, moments))

    def _moments(self, maximum: int) -> int:
        """At how many moments its keys become known, if not at each of `maximum`.

        What stands in the list of one object is known when the whole list has come.
        """
        lists = {(root, box[:-2]) for root, boxes in self._boxes.items() for box in boxes}
        return len(lists) if all(prod(sizes[:-1]) == 1 for _, sizes in lists) else maximum

    def exchanges(self, batches: BatchCount) -> int:
        cost = self._path_step.cost
        if batches.sizes is not None:
            return sum(map(cost, batches.sizes))
        return most_exchanges(cost, self.keys, batches.count)

    def step(self, way: PathNames, batches: BatchCount) -> CountedStep:
        path_step = self._path_step
        bound = () if path_step.bound is None else ((path_step.bound, str(self._items)),)
        return CountedStep(
            source=path_step.source,
            lookup=path_step.lookup,
            way=way,
            level=self.level,
            keys=self.keys,
            exchanges=self.exchanges(batches) if self.level else 0,
            batch=path_step.each,
            route=path_step.route,
            arguments=(*path_step.fixed, *bound),
            asked_for=tuple(sorted(self._fields)),
            cards=tuple(sorted(self._cards)),
            fan_out=path_step.fan_out,
            again=path_step.again,
        )


def _field(path: Sequence[str]) -> str:
    """`customer.tickets` of what is written around a field."""
    names = (part.partition("(")[0] for part in path if not part.startswith("..."))
    return ".".join(names)
