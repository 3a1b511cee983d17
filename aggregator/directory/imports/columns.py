"""The cells of many rows, column by column, as what they say: `said_of` for the ordinary ones.

A column's rule takes the cells of which it can tell at a glance how `said_of` would take them, and
leaves the others to it, with their whole row. So there is one truth of what a cell says, and most
cells cost a tenth of it.
"""

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from datetime import date
from typing import Final, NamedTuple

from aggregator.directory.kinds import (
    CUSTOM,
    DESCRIPTION,
    DISPLAY_NAME,
    ENVIRONMENT,
    EXTERNAL_ID,
    OWNER,
    PLAIN_ID,
    TAG,
    TIER,
    WEBSITE,
)
from aggregator.directory.write.said import MAX_NAME, compared
from aggregator.directory.write.said_rows import SaidColumn
from aggregator.domain.blocked import is_free_mailbox, is_nobodys
from aggregator.domain.identity import DOMAIN, EMAIL, MAX_LENGTH, PHONE, storable
from aggregator.domain.phone import e164

_Texts = list[str | None]
AtAGlance = Callable[[str], str | None]
"""A cell without the blanks around it -> as it is compared; None: it cannot be told at a glance."""

_IDENTITIES: Final = (PLAIN_ID, EXTERNAL_ID, EMAIL, PHONE, DOMAIN)
_SHOWN: Final = (DISPLAY_NAME, DESCRIPTION, OWNER, TIER, WEBSITE, ENVIRONMENT)
_PLAIN_EMAIL: Final = re.compile(r"[!-?A-~]+@[!-?A-~]*[!-,\-/-?A-~]", re.ASCII)
"""One @, no blank, and no dot at the end."""
_PLAIN_DOMAIN: Final = re.compile(r"[!-.0-?A-~]*[!-,\-0-?A-~]", re.ASCII)
"""No @, no slash, no blank, and no dot at the end."""
_NUMBER: Final = re.compile(r"[+-]?\d+(\.\d+)?([eE][+-]?\d+)?", re.ASCII)
_MOST_TAGS: Final = 8


class ColumnRule(NamedTuple):
    """What a column says: a link's system and kind, and how its cells are taken.

    `region`: where numbers without + are dialled.
    """

    system: str
    kind: str
    glance: AtAGlance
    region: str | None = None


def rule_of(name: str, region: str | None) -> ColumnRule | None:
    """Give the rule of a field that becomes links; None: its cells cannot be taken at a glance."""
    if name in _FIELDS:
        kind, glance = _FIELDS[name]
        return ColumnRule("", kind, glance, region if kind == PHONE else None)
    if name in (*_SHOWN, "tags"):
        kind = TAG if name == "tags" else name
        return ColumnRule("", kind, _shown(kind))
    name, _, type_ = name.partition(":")
    if len(name) > MAX_NAME or not storable(name):
        return None
    if name.startswith(CUSTOM):
        return ColumnRule("", name, _shown(name, type_))
    system, _, kind = name.partition(".")
    return ColumnRule(system, kind, id_at_a_glance) if system and kind else None


def in_order(rule: ColumnRule) -> tuple[int, int]:
    """Say where `said_of` has the values of a rule; those that are alike stay as they were."""
    if rule.system:
        return 1, 0
    if rule.kind in _IDENTITIES:
        return 0, _IDENTITIES.index(rule.kind)
    if rule.kind in _SHOWN:
        return 2, _SHOWN.index(rule.kind)
    return (3, 0) if rule.kind == TAG else (4, 0)


def taken(rule: ColumnRule, cells: Sequence[str], odd: set[int]) -> list[SaidColumn]:
    """Take a column's cells: one column, several of tags. Rows that it cannot take become `odd`."""
    if rule.kind == TAG and not rule.system:
        return _tags(rule, cells, odd)
    if rule.region is not None:
        cells = [dialled(cell, rule.region) for cell in cells]
    return [_one(rule, cells, odd)]


def dialled(cell: str, region: str | None) -> str:
    """Give a number with its country, where it can be one that is dialled in `region`."""
    return cell if region is None else e164(cell, region) or cell


def texts(glance: AtAGlance, cells: Sequence[str], odd: set[int]) -> _Texts:
    """Take cells as they are compared; None: the cell is blank."""
    bare: _Texts = [cell.strip() or None for cell in cells]
    found: _Texts = [None if cell is None else glance(cell) for cell in bare]
    if found.count(None) != bare.count(None):
        odd.update(n for n, cell in enumerate(bare) if cell is not None and found[n] is None)
    return found


def _one(rule: ColumnRule, cells: Sequence[str], odd: set[int]) -> SaidColumn:
    norms = texts(rule.glance, cells, odd)
    if len(max(cells, key=len)) > MAX_LENGTH:  # blanks around it count where it is only shown
        odd.update(n for n, cell in enumerate(cells) if len(cell) > MAX_LENGTH)
    raws: Sequence[str | None] = cells
    if None in norms:
        raws = [None if n is None else raw for n, raw in zip(norms, cells, strict=True)]
    return SaidColumn(rule.system, rule.kind, norms, raws)


def _tags(rule: ColumnRule, cells: Sequence[str], odd: set[int]) -> list[SaidColumn]:
    """Cut each cell into its tags: the first ones of all rows are a column, then the second..."""
    cut: list[Sequence[str]] = []
    seen: dict[str, Sequence[str]] = {}
    for row, cell in enumerate(cells):
        tags = seen.get(cell)
        if tags is None:
            tags = seen[cell] = tuple(dict.fromkeys(tags_of(cell)))
        if len(tags) > _MOST_TAGS or bool(cell.strip()) != bool(tags):
            odd.add(row)
            tags = ()
        cut.append(tags)
    columns = []
    for place in range(max(1, max(map(len, cut), default=0))):
        tags_there = [tags[place] if place < len(tags) else "" for tags in cut]
        columns.append(_one(rule, tags_there, odd))
    return columns


def tags_of(cell: str) -> Iterable[str]:
    """Cut a cell into the tags that it names."""
    return (tag for tag in map(str.strip, cell.replace(";", ",").split(",")) if tag)


def id_at_a_glance(cell: str) -> str | None:
    if len(cell) > MAX_LENGTH or is_nobodys(cell) or not storable(cell):
        return None
    return cell


def _email(cell: str) -> str | None:
    if len(cell) > MAX_LENGTH or _PLAIN_EMAIL.fullmatch(cell) is None or is_nobodys(cell):
        return None
    return cell.lower()


def _phone(cell: str) -> str | None:
    return None if len(cell) > MAX_LENGTH or is_nobodys(cell) else e164(cell)


def _domain(cell: str) -> str | None:
    if len(cell) > MAX_LENGTH or _PLAIN_DOMAIN.fullmatch(cell) is None or is_nobodys(cell):
        return None
    domain = cell.lower()
    return None if is_free_mailbox(domain) else domain


def _shown(kind: str, type_: str = "") -> AtAGlance:
    def shown(cell: str) -> str | None:
        if len(cell) > MAX_LENGTH or not storable(cell) or not is_of_type(type_, cell):
            return None
        return compared(kind, cell)

    return shown


def is_of_type(type_: str, cell: str) -> bool:
    """Whether a cell holds what its column is said to hold: `number`, `date`, anything else."""
    if type_ == "number":
        return _NUMBER.fullmatch(cell.strip()) is not None
    if type_ == "date":
        try:
            date.fromisoformat(cell.strip()[:10])
        except ValueError:
            return False
    return True


_FIELDS: Final[Mapping[str, tuple[str, AtAGlance]]] = {
    "external_ref": (EXTERNAL_ID, id_at_a_glance),
    PLAIN_ID: (PLAIN_ID, id_at_a_glance),
    EMAIL: (EMAIL, _email),
    PHONE: (PHONE, _phone),
    DOMAIN: (DOMAIN, _domain),
}
