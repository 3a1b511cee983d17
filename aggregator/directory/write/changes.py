"""What one transaction changes, gathered, then written by a few statements however much it is.

Subjects and links that are new, links that end, and one event for each subject that changed.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sqlalchemy import bindparam, func, insert, select, update
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.ids import ACCOUNT, CUSTOMER, DECISION, LINK, ORG_UNIT, IdFactory
from aggregator.directory.kinds import EXCLUSIVE, WEAK, DecisionVerdict, EventKind, SubjectKind
from aggregator.directory.tables import (
    allowed_values,
    decisions,
    event_records,
    events,
    links,
    subjects,
)
from aggregator.directory.values import Provenance
from aggregator.directory.write.names import is_name, mark_lost, unmark
from aggregator.directory.write.newcomers import Newcomers, WrittenBy, write_newcomers
from aggregator.directory.write.said import SaidValue
from aggregator.domain.identity import EMAIL
from aggregator.store.bulk import bulk_copy, bulk_insert

_PREFIX: Mapping[SubjectKind, str] = {
    "customer": CUSTOMER,
    "account": ACCOUNT,
    "org_unit": ORG_UNIT,
}

_LAST = select(func.coalesce(func.max(events.c.seq), 0)).where(
    events.c.workspace_id == bindparam("workspace")
)
_END = (
    update(links)
    .where(links.c.workspace_id == bindparam("of_workspace"), links.c.id == bindparam("of_link"))
    .values(ended_by=bindparam("seq"), valid_to=bindparam("moment"))
)

_Row = dict[str, Any]

_LINK_COLUMNS = tuple(links.c.keys())
_ENDED_BY, _VALID_TO = (_LINK_COLUMNS.index(name) for name in ("ended_by", "valid_to"))
_SUBJECT_ID, _SYSTEM, _KIND = map(_LINK_COLUMNS.index, ("subject_id", "system", "kind"))


def writers_lock(workspace_id: str) -> str:
    """Name the lock of whoever writes in a workspace (store.py): one at a time decides."""
    return f"directory {workspace_id}"


async def last_seq(connection: AsyncConnection, workspace_id: str) -> int:
    """Give the number of the last event. Only whoever holds the writers' lock may go on from it."""
    found = await connection.execute(_LAST, {"workspace": workspace_id})
    return int(found.scalar_one())


@dataclass(slots=True)
class Changes:
    """The rows of one transaction. `seq`: the number of the last event, theirs included.

    `newcomers`: who is new and is written by columns; their events are upserts.
    """

    workspace_id: str
    ids: IdFactory
    now: datetime
    by: Provenance
    seq: int
    newcomers: list[Newcomers] = field(default_factory=list)
    _subjects: list[_Row] = field(default_factory=list)
    _links: dict[str, list[Any]] = field(default_factory=dict)
    _ended: list[_Row] = field(default_factory=list)
    _events: list[_Row] = field(default_factory=list)
    _named: list[_Row] = field(default_factory=list)
    _allowed: list[_Row] = field(default_factory=list)
    _decisions: list[_Row] = field(default_factory=list)
    _trust: str = field(init=False)
    _weak: str = field(init=False)

    def __post_init__(self) -> None:
        self._trust = self.by.trust.value
        self._weak = self.by.trust_of("", EMAIL).value

    def event(
        self,
        kind: EventKind,
        subject: SubjectKind | None = None,
        subject_id: str | None = None,
        other_id: str | None = None,
        ref: str | None = None,
        named_too: Sequence[str] = (),
    ) -> int:
        """Write down that something happened; gives its number, which rows then name.

        `other_id`: the other one of a pair. `named_too`: records that an edit named beside the one
        it is of.
        """
        self.seq += 1
        self._events.append(
            {
                "workspace_id": self.workspace_id,
                "seq": self.seq,
                "kind": kind.value,
                "subject": subject,
                "subject_id": subject_id,
                "other_id": other_id,
                "ref": ref if ref is not None else self.by.import_id,
                "source": self.by.source,
                "actor": self.by.actor,
                "at": self.now,
            }
        )
        for place, record_id in enumerate(named_too):
            of = {"workspace_id": self.workspace_id, "seq": self.seq}
            self._named.append({**of, "place": place, "record_id": record_id})
        return self.seq

    def new_id(self, subject: SubjectKind) -> str:
        return self.ids(_PREFIX[subject])

    def subject(self, subject: SubjectKind, id_: str, seq: int) -> None:
        """Add a subject that the event `seq` brought."""
        self._subjects.append(
            {
                "workspace_id": self.workspace_id,
                "subject": subject,
                "id": id_,
                "merged_into": None,
                "created_by": seq,
                "created_at": self.now,
                "nameless": True,
            }
        )

    def link(
        self, subject: SubjectKind, subject_id: str, record_id: str, value: SaidValue, seq: int
    ) -> str:
        """Add a value, said by the event `seq`; gives the link's id."""
        id_, by = self.ids(LINK), self.by
        exclusive = not value.system and value.kind in EXCLUSIVE
        trust = self._weak if value.kind in WEAK and not value.system else self._trust
        # In the order of the table's columns: an import makes eight of them a customer.
        self._links[id_] = [
            self.workspace_id, id_, subject, subject_id, record_id,
            value.system, value.kind, value.norm, value.raw, trust, exclusive,
            by.source, by.import_id, by.actor, by.reason, seq, None, self.now, None,
        ]  # fmt: skip
        return id_

    def end(self, link_id: str, seq: int) -> None:
        """End a link, by the event `seq`."""
        new = self._links.get(link_id)
        if new is not None:  # of this very transaction
            new[_ENDED_BY], new[_VALID_TO] = seq, self.now
            return
        self._ended.append(
            {
                "of_workspace": self.workspace_id,
                "of_link": link_id,
                "seq": seq,
                "moment": self.now,
            }
        )

    def decide(
        self, subject: SubjectKind, left_id: str, right_id: str, verdict: DecisionVerdict, seq: int
    ) -> str:
        """Remember what somebody decided of two, and why; gives its id."""
        id_ = self.ids(DECISION)
        self._decisions.append(
            {
                "workspace_id": self.workspace_id,
                "id": id_,
                "subject": subject,
                "left_id": left_id,
                "right_id": right_id,
                "verdict": verdict.value,
                "reason": self.by.reason,
                "added_by": seq,
                "ended_by": None,
                "valid_from": self.now,
                "valid_to": None,
            }
        )
        return id_

    def copy(self, link: Mapping[str, Any], record_id: str, subject_id: str, seq: int) -> str:
        """Say of another record what a link says, in the words of whoever said it; its id.

        `subject_id`: whom the record means now.
        """
        id_ = self.ids(LINK)
        said = {
            **link,
            "id": id_,
            "subject_id": subject_id,
            "record_id": record_id,
            "added_by": seq,
            "ended_by": None,
            "valid_from": self.now,
            "valid_to": None,
        }
        self._links[id_] = [said[name] for name in _LINK_COLUMNS]
        return id_

    def allow(self, field_: str, name: str, value: str) -> None:
        """Add a tag or an owner to those there are."""
        row = {"field": field_, "name": name, "value": value}
        self._allowed.append({"workspace_id": self.workspace_id, **row})

    async def write(self, connection: AsyncConnection) -> None:
        """Write what is not written yet: at most nine statements, and some for newcomers."""
        if self._subjects:
            await bulk_insert(connection, subjects, self._subjects)
        if self._ended:
            # Before what is new: a value goes from one to the other within the transaction.
            await connection.execute(_END, self._ended)
        if self._links:
            await bulk_copy(connection, links, _LINK_COLUMNS, list(self._links.values()))
        if self._events:
            await bulk_insert(connection, events, self._events)
        if self._named:
            await bulk_insert(connection, event_records, self._named)
        if self._allowed:
            await connection.execute(insert(allowed_values), self._allowed)
        if self._decisions:
            await bulk_insert(connection, decisions, self._decisions)
        await self._mark_names(connection)
        how = WrittenBy(self.workspace_id, EventKind.UPSERT, self.now, self.by)
        for who in self.newcomers:
            await write_newcomers(connection, who, how)
        self.newcomers.clear()
        for written in (self._subjects, self._ended, self._links, self._events, self._named):
            written.clear()
        self._allowed.clear()
        self._decisions.clear()

    async def _mark_names(self, connection: AsyncConnection) -> None:
        if self._ended:
            since = min(row["seq"] for row in self._ended)
            await mark_lost(connection, self.workspace_id, since)
        named = [
            row[_SUBJECT_ID]
            for row in self._links.values()
            if is_name(row[_SYSTEM], row[_KIND]) and row[_VALID_TO] is None
        ]
        if named:
            await unmark(connection, self.workspace_id, named)
