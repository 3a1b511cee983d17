"""A source's record, made into what that source says of a person or an account.

The source tells its own apart by their ids. So a record is of whoever has its id here already,
whatever e-mail it says now; where nobody has, it finds somebody by external id and e-mail like
every other upsert, but never one who has another id of the same source: that is somebody else.
Where anybody can be in the list with any address (`trust: claimed`), the e-mail finds nobody.
"""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from typing import Any

from sqlalchemy import bindparam, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.codes import Code
from aggregator.directory.imports.mapping import MappedColumn
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.kinds import LinkTrust, SubjectKind
from aggregator.directory.read.links import chunks
from aggregator.directory.tables import links
from aggregator.directory.values import Upserted, UpsertState
from aggregator.directory.write.said import Said
from aggregator.domain.errors import AggregatorError
from aggregator.domain.lookup import SourceList
from aggregator.mapping.paths import Unreadable, compile_path
from aggregator.mapping.records import compile_mapping, exact

_HOLDERS = (
    select(links.c.value_norm, links.c.subject_id, links.c.record_id)
    .where(
        links.c.workspace_id == bindparam("workspace"),
        links.c.subject == bindparam("subject"),
        links.c.system == bindparam("system"),
        links.c.kind == bindparam("kind"),
        links.c.value_norm.in_(bindparam("norms", expanding=True)),
        links.c.trust == LinkTrust.VERIFIED.value,
        links.c.valid_to.is_(None),
    )
    .order_by(links.c.added_by, links.c.id)
)


class RecordReader:
    """Reads the records of one list of the source `source`."""

    def __init__(self, source: str, subject: SubjectKind, all_of_them: SourceList) -> None:
        """ConnectorError: a path or a transform of the list does not exist."""
        self.subject = subject
        self.kind, self._system = all_of_them.kind, source
        self.trust = LinkTrust(all_of_them.trust)
        self._id = compile_path(all_of_them.id)
        self._names = tuple(all_of_them.fields)
        self._read = compile_mapping(all_of_them.fields, _failed)
        key = f"{source}.{all_of_them.kind}"
        columns = [MappedColumn(name, name, "declared") for name in (*self._names, key)]
        # What the source no longer says is no longer so: of its own words alone.
        self._rows = RowReader(subject, columns, replaces=True)

    def all_said(self, records: Sequence[object]) -> list[Said | Upserted]:
        """Give what each record says; of one that comes twice in a page the later word counts."""
        by_id: dict[object, Said | Upserted] = {}
        for number, record in enumerate(records):
            said = self.said(record)
            norm = self._norm_of(said)
            by_id[number if norm is None else norm] = said
        return list(by_id.values())

    def said(self, record: Any) -> Said | Upserted:
        """Give what a record says, or why it cannot be kept."""
        try:
            found = self._id(record)
            id_ = None if found is None else exact(found)
            reading = self._read(record)
        except Unreadable:
            return _refused(Code.BAD_VALUE, self.kind)
        if id_ is None:
            return _refused(Code.MISSING_REQUIRED, self.kind)
        cells = []
        for name in self._names:
            value = None if reading is None else getattr(reading, name)
            if isinstance(value, Exception):
                return _refused(Code.BAD_VALUE, name)
            cells.append(_cell(value))
        return self._rows.said([*cells, id_])

    async def anchor(
        self, connection: AsyncConnection, workspace_id: str, said: Sequence[Said | Upserted]
    ) -> list[Said | Upserted]:
        """Say of each whom it is about, where somebody here has its id. One statement."""
        norms = {norm for each in said if (norm := self._norm_of(each)) is not None}
        known = await self._holders(connection, workspace_id, sorted(norms))
        return [self._anchored(each, known) for each in said]

    def _anchored(
        self, said: Said | Upserted, known: Mapping[str, Mapping[str, str]]
    ) -> Said | Upserted:
        norm = self._norm_of(said)
        if isinstance(said, Upserted) or norm is None:
            return said
        holders = known.get(norm, {})
        if len(holders) > 1:
            code, ids = Code.AMBIGUOUS_MATCH, tuple(holders)
            return Upserted(UpsertState.CONFLICT, code=code, field=self.kind, candidates=ids)
        for record_id in holders.values():
            said.own_id = record_id
        return said

    def _norm_of(self, said: Said | Upserted) -> str | None:
        if isinstance(said, Upserted):
            return None
        for value in said.values:
            if value.system == self._system and value.kind == self.kind:
                return value.norm
        return None

    async def _holders(
        self, connection: AsyncConnection, workspace_id: str, norms: Sequence[str]
    ) -> Mapping[str, Mapping[str, str]]:
        """Who has each id: the subject and, of its records, the one of which it was said first."""
        held: dict[str, dict[str, str]] = defaultdict(dict)
        for piece in chunks(norms):
            found = await connection.execute(
                _HOLDERS,
                {
                    "workspace": workspace_id,
                    "subject": self.subject,
                    "system": self._system,
                    "kind": self.kind,
                    "norms": piece,
                },
            )
            for norm, subject_id, record_id in found:
                held[norm].setdefault(subject_id, record_id)
        return held


def _failed(_: str, why: str) -> AggregatorError:
    return AggregatorError(why)


def _refused(code: Code, field: str) -> Upserted:
    return Upserted(UpsertState.REFUSED, code=code, field=field)


def _cell(value: Any) -> str:
    """Write a value as a file's cell would have it."""
    if value is None:
        return ""
    if isinstance(value, bool):
        return "true" if value else "false"
    if isinstance(value, list | tuple):
        return ", ".join(map(_cell, value))
    return str(value)
