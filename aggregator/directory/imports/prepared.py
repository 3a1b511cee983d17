"""Rows of a file, made into what is said of customers, accounts or org units."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field
from typing import Any

from aggregator.directory.codes import Code
from aggregator.directory.imports.columns import (
    ColumnRule,
    dialled,
    id_at_a_glance,
    in_order,
    is_of_type,
    rule_of,
    tags_of,
    taken,
    texts,
)
from aggregator.directory.imports.mapping import MappedColumn
from aggregator.directory.imports.rows import FileRow
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
from aggregator.directory.write.said_rows import SaidColumn, SaidRows

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
_REFS = ("account_external_ref", "org_ref")
_KINDS = {"external_ref": EXTERNAL_ID, "display_name": DISPLAY_NAME, "tags": "tag"}


@dataclass(frozen=True, slots=True)
class RowReader:
    """Makes rows of one file into what is said. `region`: where numbers without + are dialled."""

    subject: SubjectKind
    mapped: Sequence[MappedColumn]
    region: str | None = None
    replaces: bool = False
    _fields: tuple[tuple[int, str], ...] = field(init=False)
    _rules: Sequence[tuple[int, ColumnRule]] | None = field(init=False)

    def __post_init__(self) -> None:
        fields = tuple((n, each.field) for n, each in enumerate(self.mapped) if each.field)
        object.__setattr__(self, "_fields", fields)
        object.__setattr__(self, "_rules", _rules(fields, self.region))

    def rows(self, rows: Sequence[FileRow]) -> SaidRows:
        """Give what rows say, at least one, and why some cannot be kept."""
        odd = {n for n, row in enumerate(rows) if row.code is not None}
        columns: list[SaidColumn] = []
        refs: dict[str, Sequence[str | None]] = {}
        if self._rules is None:
            odd.update(range(len(rows)))
        else:
            blank = [""] * len(self.mapped)
            cells = list(zip(*(blank if row.code else row.cells for row in rows), strict=True))
            for position, rule in self._rules:
                columns += taken(rule, cells[position], odd)
            for position, name in self._fields:
                if name in _REFS:
                    refs[name] = texts(id_at_a_glance, cells[position], odd)
        return SaidRows(
            self.subject,
            len(rows),
            columns,
            refs.get("account_external_ref", ()),
            refs.get("org_ref", ()),
            odd={n: self._of(rows[n]) for n in sorted(odd)},
            replaces=self.replaces,
        )

    def _of(self, row: FileRow) -> Said | Upserted:
        if row.code is not None:
            return Upserted(UpsertState.REFUSED, code=row.code)
        return self.said(row.cells)

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
                tags += tags_of(cell)
            elif name.startswith(CUSTOM):
                bare, _, type_ = name.removeprefix(CUSTOM).partition(":")
                custom[bare] = _typed(name, cell, type_)
            elif "." in name:
                keys[name] = cell
            elif name == "phone":
                arguments[name] = dialled(cell, self.region)
            else:
                arguments[_ARGUMENTS.get(name, name)] = cell
        return _MAKES[self.subject](keys=keys, custom=custom, tags=tags, **arguments)


def _rules(
    fields: Sequence[tuple[int, str]], region: str | None
) -> Sequence[tuple[int, ColumnRule]] | None:
    """Give the rules of columns, in the order of what they say; None: not all have one."""
    found: list[tuple[int, ColumnRule]] = []
    for position, name in fields:
        if name in _REFS:
            continue
        rule = rule_of(name, region)
        if rule is None:
            return None
        found.append((position, rule))
    kinds = {(rule.system, rule.kind) for _, rule in found}
    if len(kinds) < len(found):  # such as custom.n and custom.n:number
        return None
    return sorted(found, key=lambda each: in_order(each[1]))


def _typed(name: str, cell: str, type_: str) -> str:
    if not is_of_type(type_, cell):
        raise Unkept(Code.BAD_NUMBER if type_ == "number" else Code.BAD_DATE, name)
    return cell


def _kind(name: str) -> tuple[str, str]:
    """System and kind of the links that a column's values become."""
    if name.startswith(CUSTOM):
        return "", name.partition(":")[0]
    system, dot, kind = name.partition(".")
    return (system, kind) if dot else ("", _KINDS.get(name, name))
