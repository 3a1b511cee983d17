"""Which of many customers may be one person, without comparing each with each.

Only who is in one block with somebody is compared with them: one mailbox, one number, one beginning
of a word of their names at one company. A large block is not compared each with each: those who
stand near each other in the order of names are.
"""

import asyncio
from collections import Counter, defaultdict
from collections.abc import Collection, Iterable, Iterator, Sequence
from dataclasses import dataclass

from rapidfuzz import fuzz

from aggregator.directory.suggest.evidence import (
    ALIKE,
    LISTED,
    SHARED_MOST,
    PersonFacts,
    mailbox_key,
    name_key,
    phone_key,
    reasons_for,
    undotted,
)

MOST_KEPT = 10_000
"""Pairs that are kept, the most probable ones."""

_EACH_WITH_EACH = 200
"""People of a block who are compared each with each."""

_NEAR = 12
"""Places apart, in the order of names, of those who are compared in a larger one."""

_PREFIX = 3
_BREATH = 400
"""People or pairs that are looked at before others get a turn: about a millisecond."""


@dataclass(frozen=True, slots=True, order=True)
class ScoredPair:
    """Two who may be one: `left` was there first. In the order in which they are listed."""

    below: int  # 100 - score
    left: str
    right: str

    @property
    def score(self) -> int:
        return 100 - self.below


@dataclass(frozen=True, slots=True)
class ComparedPeople:
    """What comparing came to. It holds no value of anybody: ids, and hashes of what many share.

    looked_at   how many pairs were compared
    """

    pairs: Sequence[ScoredPair]
    crowded: frozenset[int]
    people: int
    looked_at: int

    def is_crowded(self, key: str) -> bool:
        return hash(key) in self.crowded


async def compare_people(
    people: Sequence[PersonFacts],
    decided_same: Iterable[tuple[str, str]] = (),
    not_again: Collection[tuple[str, str]] = frozenset(),
) -> ComparedPeople:
    """Compare those who share something, and keep the most probable pairs.

    Two in `not_again` are no pair; the smaller id stands first. The loop gets a turn every few
    hundred of them.
    """
    blocks = _Blocks(people)
    for at in range(len(people)):
        blocks.add(at)
        if not at % _BREATH:
            await asyncio.sleep(0)
    blocks.order()
    same = _partners(people, decided_same)
    pairs: list[ScoredPair] = []
    breath = 0
    for at, person in enumerate(people):
        for other in sorted(blocks.candidates(at) | same[at]):
            score, _ = reasons_for(person, people[other], blocks.is_crowded, same=other in same[at])
            left, right = sorted((person.id, people[other].id))
            if score >= LISTED and (left, right) not in not_again:
                pairs.append(ScoredPair(100 - score, left, right))
        if blocks.looked_at - breath > _BREATH or not at % _BREATH:
            breath = blocks.looked_at
            await asyncio.sleep(0)
        if len(pairs) > 2 * MOST_KEPT:
            pairs.sort()
            del pairs[MOST_KEPT:]
    pairs.sort()
    return ComparedPeople(pairs[:MOST_KEPT], blocks.crowded, len(people), blocks.looked_at)


def _partners(
    people: Sequence[PersonFacts], decided_same: Iterable[tuple[str, str]]
) -> defaultdict[int, set[int]]:
    """Give whom each was decided to be the same as, under the earlier of the two."""
    place = {person.id: at for at, person in enumerate(people)}
    partners: defaultdict[int, set[int]] = defaultdict(set)
    for one, other in decided_same:
        if one in place and other in place and one != other:
            first, second = sorted((place[one], place[other]))
            partners[first].add(second)
    return partners


class _Blocks:
    """Who shares what, by place in `people`."""

    def __init__(self, people: Sequence[PersonFacts]) -> None:
        self._people = people
        self._holders: defaultdict[str, list[int]] = defaultdict(list)
        self._named: defaultdict[str, list[tuple[str, int]]] = defaultdict(list)
        self._names: Counter[str] = Counter()
        self._places: dict[str, dict[tuple[str, int], int]] = {}
        self.crowded: frozenset[int] = frozenset()
        self.looked_at = 0

    def is_crowded(self, key: str) -> bool:
        return hash(key) in self.crowded

    def add(self, at: int) -> None:
        person = self._people[at]
        for key in _keys(person):
            self._holders[key].append(at)
        for key, name in _name_keys(person):
            self._named[key].append((name, at))
        self._names.update(
            name_key(company, name) for company in person.companies for name in person.names
        )

    def order(self) -> None:
        """Everybody is there: find what many share, and put large blocks in the order of names."""
        many = [key for key, count in self._names.items() if count > SHARED_MOST]
        many += [key for key, holders in self._holders.items() if len(holders) > SHARED_MOST]
        self.crowded = frozenset(map(hash, many))
        self._names.clear()
        for key, named in self._named.items():
            named.sort()
            if len(named) > _EACH_WITH_EACH:
                self._places[key] = {each: place for place, each in enumerate(named)}

    def candidates(self, at: int) -> set[int]:
        """Give who comes later and shares something with somebody that may say something."""
        found: set[int] = set()
        person = self._people[at]
        for key in _keys(person):
            holders = self._holders[key]
            if len(holders) <= (_EACH_WITH_EACH if key.startswith(_UNDOTTED) else SHARED_MOST):
                self.looked_at += len(holders) - 1
                found.update(other for other in holders if other > at)
        for key, name in _name_keys(person):
            for other_name, other in self._near(key, name, at):
                self.looked_at += 1
                if other > at and fuzz.ratio(name, other_name, score_cutoff=ALIKE):
                    found.add(other)
        return found

    def _near(self, key: str, name: str, at: int) -> Sequence[tuple[str, int]]:
        named, places = self._named[key], self._places.get(key)
        if places is None:
            return named
        place = places[name, at]
        return named[max(0, place - _NEAR) : place + _NEAR + 1]


_UNDOTTED = "undotted "


def _keys(person: PersonFacts) -> Iterator[str]:
    """Name the values of somebody that others may have, too; each once."""
    yield from dict.fromkeys(map(mailbox_key, person.emails))
    yield from dict.fromkeys(f"{_UNDOTTED}{undotted(email)}" for email in person.emails)
    yield from map(phone_key, person.phones)


def _name_keys(person: PersonFacts) -> Iterator[tuple[str, str]]:
    """Name the beginnings of the words of somebody's names, at each of their companies."""
    for name in person.names:
        for beginning in {word[:_PREFIX] for word in name.split()}:
            for company in person.companies:
                yield f"{company} {beginning}", name
