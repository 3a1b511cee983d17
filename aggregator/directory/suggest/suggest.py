"""Comparing the customers of a workspace when somebody asks, and giving a page of what is found."""

import asyncio
import time
from collections import defaultdict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.decided import MergeConflict
from aggregator.directory.suggest.compare import ComparedPeople, ScoredPair, compare_people
from aggregator.directory.suggest.evidence import PersonFacts, reasons_for
from aggregator.directory.suggest.facts import LAST_ID, decided, facts_of, newest, pair, there
from aggregator.directory.suggest.suggested import SuggestionReason
from aggregator.directory.tables import links
from aggregator.directory.write.changes import last_seq
from aggregator.directory.write.merge import id_conflicts
from aggregator.domain.errors import InvalidRequest
from aggregator.domain.pages import check_page_size
from aggregator.store import Store

MOST_COMPARED = 100_000
"""Customers that are compared with each other: the newest."""

_READ = 1_000
_LONG, _REST = 1.0, 10
"""What took longer than a second to compare is compared anew after ten times as long: until then,
only what is decided or gone leaves the list. Else it is exact."""


@dataclass(frozen=True, slots=True)
class SuggestedPair:
    """Two ids, and what was found of them."""

    pair: ScoredPair
    reasons: Sequence[SuggestionReason]
    conflicts: Sequence[MergeConflict]

    @property
    def cursor(self) -> str:
        return f"{self.pair.score}.{self.pair.left}.{self.pair.right}"


@dataclass(frozen=True, slots=True)
class SuggestedPairs:
    """A page of them; `total` over all pages, `compared` how many customers were."""

    pairs: Sequence[SuggestedPair]
    has_next: bool
    total: int
    compared: int


@dataclass(frozen=True, slots=True)
class _Known:
    """What was compared, as the directory was after its event `seq`; and until when it will do."""

    compared: ComparedPeople
    seq: int
    until: float


class Suggester:
    """Compares once for all who ask meanwhile; keeps ids and scores, and no value of anybody."""

    def __init__(
        self,
        store: Store,
        clock: Callable[[], float] = time.monotonic,
        most: int = MOST_COMPARED,
    ) -> None:
        self._store = store
        self._clock = clock
        self._most = most
        self._known: dict[str, _Known] = {}
        self._running: dict[str, asyncio.Task[_Known]] = {}

    async def page(self, workspace_id: str, first: int, after: str | None) -> SuggestedPairs:
        """Give the most probable `first` after the one whose cursor is `after`.

        InvalidRequest: `first` is out of bounds, `after` is no cursor of this list.
        """
        check_page_size(first, "suggestions")
        behind = None if after is None else _read_cursor(after)
        known = await self._compared(workspace_id)
        async with self._store.read() as connection:
            open_ = await self._open(connection, workspace_id, known)
            listed = [each for each in open_ if behind is None or each > behind]
            found = await _whole(connection, workspace_id, listed[:first], known.compared)
        return SuggestedPairs(found, len(listed) > first, len(open_), known.compared.people)

    async def _open(
        self, connection: AsyncConnection, workspace_id: str, known: _Known
    ) -> list[ScoredPair]:
        """Leave out what was decided since, and who is no more."""
        pairs = known.compared.pairs
        if await last_seq(connection, workspace_id) == known.seq:
            return list(pairs)
        _, not_again = await decided(connection, workspace_id)
        ids = await there(connection, workspace_id, [i for p in pairs for i in (p.left, p.right)])
        return [
            each
            for each in pairs
            if each.left in ids
            and each.right in ids
            and pair(each.left, each.right) not in not_again
        ]

    async def _compared(self, workspace_id: str) -> _Known:
        """What is known, where nothing happened since or it was found just now; else find it."""
        running = self._running.get(workspace_id)
        if running is None:
            known = self._known.get(workspace_id)
            if known is not None and (
                self._clock() < known.until or known.seq == await self._seq(workspace_id)
            ):
                return known
            running = self._running.get(workspace_id)  # somebody else was quicker meanwhile
        if running is None:
            running = asyncio.ensure_future(self._compare(workspace_id))
            self._running[workspace_id] = running
            running.add_done_callback(lambda done: self._ended(workspace_id, done))
        # Who goes takes nothing from who waits, and the next who asks has it at once.
        return await asyncio.shield(running)

    def _ended(self, workspace_id: str, done: "asyncio.Task[_Known]") -> None:
        del self._running[workspace_id]
        if not done.cancelled() and done.exception() is None:
            self._known[workspace_id] = done.result()

    async def _seq(self, workspace_id: str) -> int:
        async with self._store.read() as connection:
            return await last_seq(connection, workspace_id)

    async def _compare(self, workspace_id: str) -> _Known:
        began = self._clock()
        async with self._store.read() as connection:
            seq = await last_seq(connection, workspace_id)
            same, not_again = await decided(connection, workspace_id)
        people: list[PersonFacts] = []
        before = LAST_ID
        while len(people) < self._most:
            async with self._store.read() as connection:
                most = min(_READ, self._most - len(people))
                ids = await newest(connection, workspace_id, before, most)
                people += (await facts_of(connection, workspace_id, ids)).values()
            if len(ids) < most:
                break
            before = ids[-1]
        compared = await compare_people(people, same, not_again)
        now = self._clock()
        took = now - began
        return _Known(compared, seq, now + _REST * took if took > _LONG else now)


async def _whole(
    connection: AsyncConnection,
    workspace_id: str,
    pairs: Sequence[ScoredPair],
    compared: ComparedPeople,
) -> list[SuggestedPair]:
    """Say why, as it is now; three statements however many they are."""
    ids = sorted({id_ for each in pairs for id_ in (each.left, each.right)})
    facts = await facts_of(connection, workspace_id, ids)
    said = await _valid_links(connection, workspace_id, ids)
    same, _ = await decided(connection, workspace_id)
    return [
        SuggestedPair(
            each,
            reasons_for(
                facts[each.left],
                facts[each.right],
                compared.is_crowded,
                same=pair(each.left, each.right) in same,
            )[1],
            id_conflicts(said[each.left], said[each.right]),
        )
        for each in pairs
    ]


async def _valid_links(
    connection: AsyncConnection, workspace_id: str, ids: Sequence[str]
) -> Mapping[str, list[Mapping[str, Any]]]:
    said: dict[str, list[Mapping[str, Any]]] = defaultdict(list)
    columns = links.c
    found = await connection.execute(
        select(
            columns.subject_id, columns.system, columns.kind, columns.value_norm, columns.value_raw
        ).where(
            columns.workspace_id == workspace_id,
            columns.subject == "customer",
            columns.subject_id.in_(ids),
            columns.valid_to.is_(None),
        )
    )
    for row in found.mappings():
        said[row["subject_id"]].append(dict(row))
    return said


def _read_cursor(text: str) -> ScoredPair:
    score, _, ids = text.partition(".")
    left, _, right = ids.partition(".")
    if not (score.isascii() and score.isdigit() and len(score) <= 3 and left and right):
        raise InvalidRequest(
            "`after` is no cursor of this list. Fix: give the `endCursor` of the page before"
        )
    return ScoredPair(100 - int(score), left, right)
