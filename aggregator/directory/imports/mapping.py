"""What each column of a file means: said, remembered, or proposed by its name.

In this order: what was said (`--map`), what the same header meant last time, the exact name of a
field or of an id in a source, one of its other names, the names of a known export, a name that is
nearly one of them (0.9). The rest mean nothing, and are told.
"""

import hashlib
import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from difflib import SequenceMatcher
from typing import Final

from sqlalchemy import delete, insert, select
from sqlalchemy.ext.asyncio import AsyncConnection

from aggregator.directory.imports.fields import EXPORTS, FIELDS, REPORT, field_names, is_field
from aggregator.directory.kinds import SubjectKind
from aggregator.directory.tables import import_mappings
from aggregator.domain.errors import InvalidRequest

_NEARLY: Final = 0.9
_NOTHING: Final = "-"
"""`--map 'Column=-'`: the column means nothing."""

_NOT_A_WORD = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True)
class MappedColumn:
    """A column and the field it means; None: it is left out. `why`: how that was found."""

    column: str
    field: str | None
    why: str


def propose(
    subject: SubjectKind,
    columns: Sequence[str],
    said: Mapping[str, str],
    remembered: Mapping[str, str],
) -> list[MappedColumn]:
    """Say what each column means. InvalidRequest: what was said does not fit, or two mean one."""
    _check_said(subject, columns, said)
    names = _names(subject, columns)
    mapped = [_meaning(subject, column, said, remembered, names) for column in columns]
    seen: dict[str, str] = {}
    for position, each in enumerate(mapped):
        if each.field is None or each.field == "tags":
            continue
        if each.field not in seen:
            seen[each.field] = each.column
        elif each.why == "nearly":
            mapped[position] = MappedColumn(each.column, None, "unknown")
        else:
            fix = f"--map '{each.column}=-' leaves one out"
            if each.column == seen[each.field]:  # no mapping tells one from the other
                fix = "rename one of them in the file"
            raise InvalidRequest(
                f"The columns '{seen[each.field]}' and '{each.column}' both mean {each.field}. "
                f"Fix: {fix}."
            )
    return mapped


def _check_said(subject: SubjectKind, columns: Sequence[str], said: Mapping[str, str]) -> None:
    for column, field in said.items():
        if column not in columns:
            raise InvalidRequest(
                f"The file has no column '{column}'. Its columns: {', '.join(columns)}."
            )
        if field != _NOTHING and not is_field(subject, field):
            raise InvalidRequest(
                f"'{field}' is no field. Fix: one of {', '.join(field_names(subject))}, "
                "an id in a source (billing.customer) or custom.NAME."
            )


def _meaning(
    subject: SubjectKind,
    column: str,
    said: Mapping[str, str],
    remembered: Mapping[str, str],
    names: Mapping[str, tuple[str, str]],
) -> MappedColumn:
    for meant, why in ((said, "said"), (remembered, "remembered")):
        if column in meant:
            field = meant[column]
            return MappedColumn(column, None if field == _NOTHING else field, why)
    if column.lower() in REPORT:
        return MappedColumn(column, None, "report")
    lower = column.strip().lower()
    if is_field(subject, lower):
        return MappedColumn(column, lower, "exact")
    return MappedColumn(column, *_by_name(_plain(column), names))


def _by_name(plain: str, names: Mapping[str, tuple[str, str]]) -> tuple[str | None, str]:
    if plain in names:
        return names[plain]
    near = max(names, key=lambda name: SequenceMatcher(None, plain, name).ratio())
    if SequenceMatcher(None, plain, near).ratio() >= _NEARLY:
        return names[near][0], "nearly"
    return None, "unknown"


def _names(subject: SubjectKind, columns: Sequence[str]) -> dict[str, tuple[str, str]]:
    """Every name there is, in its plain form: the field it means, and why."""
    names: dict[str, tuple[str, str]] = {}
    export = _export(subject, columns)
    if export is not None:
        for name, field in EXPORTS[export].items():
            if is_field(subject, field):
                names[_plain(name)] = (field, export)
    for field_ in FIELDS[subject]:
        names.setdefault(_plain(field_.name), (field_.name, "exact"))
        for alias in field_.aliases:
            names.setdefault(_plain(alias), (field_.name, "alias"))
    return names


def _export(subject: SubjectKind, columns: Sequence[str]) -> str | None:
    """The system whose export it most likely is, by names of its own; `id` is anybody's."""
    plain = set(map(_plain, columns))
    ours = {_plain(name) for field in FIELDS[subject] for name in (field.name, *field.aliases)}

    def found(system: str) -> int:
        return len({_plain(name) for name in EXPORTS[system]} & plain - ours - {"id"})

    best = max(EXPORTS, key=found)
    return best if found(best) else None


def _plain(name: str) -> str:
    """A name without case, spaces and signs: `E-Mail_Address` is emailaddress."""
    return _NOT_A_WORD.sub("", name.casefold())


def header_key(columns: Iterable[str]) -> str:
    """What a header is remembered by."""
    return hashlib.sha256("\n".join(columns).encode("utf-8", "replace")).hexdigest()


async def remembered(
    connection: AsyncConnection, workspace_id: str, subject: SubjectKind, columns: Sequence[str]
) -> dict[str, str]:
    """Read what this header meant last time; empty: it is new."""
    row = import_mappings.c
    found = await connection.execute(
        select(row.mapping).where(
            row.workspace_id == workspace_id,
            row.subject == subject,
            row.header == header_key(columns),
        )
    )
    mapping: dict[str, str] | None = found.scalar_one_or_none()
    return mapping or {}


async def remember(
    connection: AsyncConnection,
    workspace_id: str,
    subject: SubjectKind,
    mapped: Sequence[MappedColumn],
    now: datetime,
) -> None:
    """Keep what a header means, for the next file that has it."""
    row, header = import_mappings.c, header_key(each.column for each in mapped)
    await connection.execute(
        delete(import_mappings).where(
            row.workspace_id == workspace_id, row.subject == subject, row.header == header
        )
    )
    values = {"workspace_id": workspace_id, "subject": subject, "header": header, "used_at": now}
    # What was unknown is looked at again next time: a newer version may know it.
    mapping = {
        each.column: each.field or _NOTHING
        for each in mapped
        if each.field is not None or each.why == "said"
    }
    await connection.execute(insert(import_mappings), {**values, "mapping": mapping})
