"""A row of a file, made into what is said of one customer, account or org unit."""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from datetime import date
from typing import Any

from aggregator.directory.codes import Code
from aggregator.directory.imports.mapping import MappedColumn
from aggregator.directory.kinds import CUSTOM, DISPLAY_NAME, EXTERNAL_ID, SubjectKind
from aggregator.directory.values import (
    AccountUpsert,
    CustomerUpsert,
    OrgUnitUpsert,
    Upsert,
    Upserted,
    UpsertState,
)
from aggregator.directory.write.said import Said, Unkept, said_of
from aggregator.domain.phone import e164

_MAKES: dict[SubjectKind, Callable[..., Upsert]] = {
    "customer": CustomerUpsert,
    "account": AccountUpsert,
    "org_unit": OrgUnitUpsert,
}
_ARGUMENTS = {
    "external_ref": "external_id",
    "display_name": "name",
    "account_external_ref": "account_external_id",
}
_NUMBER = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_KINDS = {"external_ref": EXTERNAL_ID, "display_name": DISPLAY_NAME, "tags": "tag"}


@dataclass(frozen=True, slots=True)
class RowReader:
    """Makes rows of one file into what is said. `region`: where numbers without + are dialled."""

    subject: SubjectKind
    mapped: Sequence[MappedColumn]
    region: str | None = None
    replaces: bool = False
    _fields: tuple[tuple[int, str], ...] = field(init=False)

    def __post_init__(self) -> None:
        fields = tuple((n, each.field) for n, each in enumerate(self.mapped) if each.field)
        object.__setattr__(self, "_fields", fields)

    def said(self, cells: Sequence[str]) -> Said | Upserted:
        """Give what a row says, or why it cannot be kept."""
        try:
            said = said_of(self._upsert(cells))
        except Unkept as unkept:
            return Upserted(UpsertState.REFUSED, code=unkept.code, field=unkept.field)
        if self.replaces:
            said.emptied = frozenset(
                _kind(name) for position, name in self._fields if not cells[position].strip()
            )
        return said

    def column_of(self, name: str | None) -> str | None:
        """Name the file's column that a field or kind came from."""
        for each in self.mapped:
            if each.field and name in (each.field, ".".join(filter(None, _kind(each.field)))):
                return each.column
        return None

    def _upsert(self, cells: Sequence[str]) -> Upsert:
        arguments: dict[str, Any] = {}
        keys: dict[str, str] = {}
        custom: dict[str, str] = {}
        tags: list[str] = []
        for position, name in self._fields:
            cell = cells[position]
            if not cell or cell.isspace():
                continue
            if name == "tags":
                tags += (tag for tag in map(str.strip, cell.replace(";", ",").split(",")) if tag)
            elif name.startswith(CUSTOM):
                bare, _, type_ = name.removeprefix(CUSTOM).partition(":")
                custom[bare] = _typed(name, cell, type_)
            elif "." in name:
                keys[name] = cell
            elif name == "phone" and self.region:
                arguments[name] = e164(cell, self.region) or cell
            else:
                arguments[_ARGUMENTS.get(name, name)] = cell
        return _MAKES[self.subject](keys=keys, custom=custom, tags=tags, **arguments)


def _typed(name: str, cell: str, type_: str) -> str:
    if type_ == "number":
        if not _NUMBER.fullmatch(cell.strip()):
            raise Unkept(Code.BAD_NUMBER, name)
    elif type_ == "date":
        try:
            date.fromisoformat(cell.strip()[:10])
        except ValueError:
            raise Unkept(Code.BAD_DATE, name) from None
    return cell


def _kind(name: str) -> tuple[str, str]:
    """System and kind of the links that a column's values become."""
    if name.startswith(CUSTOM):
        return "", name.partition(":")[0]
    system, dot, kind = name.partition(".")
    return (system, kind) if dot else ("", _KINDS.get(name, name))
