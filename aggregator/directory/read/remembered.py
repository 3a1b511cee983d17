"""What the directory answered, kept in memory: whom ids mean, and that they mean nobody.

A kept answer is given only while it is known to be the directory's own. All of them rest on the log
of events: whoever changes the directory writes an event with it, and the service hears of events in
their order (service/hearing.py). So of each workspace it is known up to which commit it was heard,
and when. Where the database tells of later commits, nothing that is kept is used until they are
heard; where it tells of this process's alone, for no longer than WITHIN after hearing.

Those who were found and those who were not are kept apart: a crowd of unknown ids pushes out
nobody. That ids mean several is never kept: it is asked anew.
"""

import time
from collections import Counter
from collections.abc import Awaitable, Callable, Hashable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from itertools import chain
from sys import getsizeof
from typing import Any, Protocol, TypeVar

from aggregator.cache import Cache
from aggregator.directory.read.keys import keys_of
from aggregator.directory.read.news import DirectoryNews
from aggregator.domain.customer import AccountMatch, CustomerIds, CustomerMatch, TenantIds
from aggregator.domain.deadline import Clock
from aggregator.domain.errors import AggregatorError
from aggregator.domain.identity import EMAIL, normalise

WITHIN = 2.0
"""Seconds after it was heard what others did, within which answers of before are good: the second
between two looks, and one for the look itself."""

ANSWER_BYTES = 1_400
"""What an answer takes beside its texts: the ids asked for, places in the cache and among those
whom it speaks of. Measured by tests/directory/read/test_remembered.py, as MATCH_BYTES is."""

MATCH_BYTES = 1_000
"""What somebody who was found takes on top."""

_Who = TypeVar("_Who", CustomerIds, TenantIds)
_Match = TypeVar("_Match", CustomerMatch, AccountMatch)


class CommitNumbers(Protocol):
    """The store's commits (store/commits.py)."""

    @property
    def of_all(self) -> bool: ...
    def number(self) -> int: ...


@dataclass(frozen=True, slots=True)
class MemoryLimits:
    """Seconds that an answer is kept, of somebody found and of nobody; 0: not at all.

    entries  answers of each of the two; `size`: bytes of each
    """

    found: float
    not_found: float
    entries: int
    size: int


@dataclass(frozen=True, slots=True)
class HeardMark:
    """Up to which commit, and when, something was heard."""

    commit: int
    at: float


def _nobody_looks(_: str) -> None:
    return None


class RememberedMatches:
    """The answers of one directory, of all its workspaces.

    `look` is asked to hear what was committed meanwhile, and returns at once.
    """

    def __init__(
        self, limits: MemoryLimits, commits: CommitNumbers, clock: Clock = time.monotonic
    ) -> None:
        self._limits = limits
        self._commits = commits
        self._clock = clock
        self._found: Cache[Hashable, CustomerMatch | AccountMatch] = Cache(
            entries=limits.entries, size=limits.size, clock=clock
        )
        self._unknown: Cache[Hashable, None] = Cache(
            entries=limits.entries, size=limits.size, clock=clock
        )
        self._heard: dict[str, HeardMark] = {}
        self._changes: Counter[str] = Counter()
        self.look: Callable[[str], object] = _nobody_looks

    def __len__(self) -> int:
        return len(self._found) + len(self._unknown)

    @property
    def size(self) -> int:
        """Bytes of all that is kept, as counted."""
        return self._found.size + self._unknown.size

    async def through(
        self,
        workspace_id: str,
        asked: Sequence[_Who],
        order: Sequence[str],
        find: Callable[[Sequence[_Who]], Awaitable[Mapping[_Who, _Match | AggregatorError]]],
    ) -> Mapping[_Who, _Match | AggregatorError]:
        """Give what is known of each of `asked`; `find` the others, and keep what it says."""
        known: dict[_Who, Any] = {}
        rest: Sequence[_Who] = asked
        if self._is_heard(workspace_id):
            rest = [who for who in asked if not self._recall(workspace_id, who, order, known)]
        if not rest:
            return known
        changes = self._changes[workspace_id]
        found = await find(rest)
        if changes == self._changes[workspace_id]:
            for who in rest:
                self._keep(workspace_id, who, order, found.get(who))
        return {**known, **found} if known else found

    def mark(self) -> HeardMark:
        """Take this moment: before it is read what happened up to it."""
        return HeardMark(self._commits.number(), self._clock())

    def heard(self, workspace_id: str, mark: HeardMark) -> None:
        """All that was committed before `mark` was heard, and forgotten where it concerns us."""
        self._heard[workspace_id] = mark

    def forget(self, workspace_id: str, news: DirectoryNews) -> int:
        """Drop what may be no longer so; how much that was."""
        if news.nothing:
            return 0
        self._changes[workspace_id] += 1
        tags = ((),) if news.everybody else ((value,) for value in news.values)
        return sum(
            kept.forget((workspace_id, *tag))
            for tag in tags
            for kept in (self._found, self._unknown)
        )

    def _is_heard(self, workspace_id: str) -> bool:
        heard = self._heard.get(workspace_id)
        if heard is None:
            return False
        if heard.commit != self._commits.number():
            self.look(workspace_id)
            return False
        return self._commits.of_all or self._clock() - heard.at <= WITHIN

    def _recall(
        self, workspace_id: str, who: _Who, order: Sequence[str], known: dict[_Who, Any]
    ) -> bool:
        """Put whom `who` is known to mean into `known`; False: nothing is known."""
        key = (workspace_id, who, order)
        kept = self._found.get(key)
        if kept is not None:
            known[who] = kept.value
            return True
        return self._unknown.get(key) is not None

    def _keep(
        self,
        workspace_id: str,
        who: CustomerIds | TenantIds,
        order: Sequence[str],
        answer: CustomerMatch | AccountMatch | AggregatorError | None,
    ) -> None:
        if isinstance(answer, AggregatorError):
            return
        seconds = self._limits.not_found if answer is None else self._limits.found
        if not seconds:
            return
        values = {key.value for key in keys_of(who)}  # also by what nobody is to be found
        if answer is not None:
            values.add(answer.id)
        if isinstance(answer, CustomerMatch):  # others may come to have their addresses
            addresses = (answer.email, *answer.more.get(EMAIL, ()))
            values |= {normalise(EMAIL, each) or each for each in addresses if each is not None}
        people = {(workspace_id,), *((workspace_id, value) for value in values)}
        key = (workspace_id, who, order)
        size = ANSWER_BYTES + _texts(who, answer) + sum(map(getsizeof, values))
        if answer is None:
            self._unknown.keep(key, None, ttl=seconds, size=size, people=people)
        else:
            size += MATCH_BYTES
            self._found.keep(key, answer, ttl=seconds, size=size, people=people)


def _texts(who: CustomerIds | TenantIds, answer: CustomerMatch | AccountMatch | None) -> int:
    """Bytes of the texts of a question and its answer."""
    said: Iterable[object] = [getattr(who, name) for name in who.__slots__]
    if answer is not None:
        own = (getattr(answer, name) for name in answer.__slots__ if name != "keys")
        said = (*said, *own, *answer.keys, *answer.keys.values())
    if isinstance(answer, CustomerMatch):
        said = (*said, *chain.from_iterable(answer.more.values()))
    return sum(getsizeof(each) for each in said if isinstance(each, str))
