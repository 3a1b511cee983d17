"""Tables as the catalogue of a database has them, whichever database it is."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from aggregator.authoring.discovery.found import FieldKind

MAX_ROWS = 20_000
"""Columns, keys and words of a catalogue that are read."""


@dataclass(frozen=True, slots=True)
class Column:
    """`kind` None: it is left out (JSON, bytes). `key`: how keys are bound: text, int or uuid."""

    name: str
    kind: FieldKind | None
    many: bool = False
    words: tuple[str, ...] = ()
    says: str = ""
    key: str = "text"


@dataclass(frozen=True, slots=True)
class ForeignKey:
    """`column` holds what `of_column` of the table `of` is."""

    column: str
    of: tuple[str, str]
    of_column: str


@dataclass(slots=True)
class CatalogueTable:
    """One table or view. `unique` are columns that alone tell its rows apart."""

    schema: str
    name: str
    says: str = ""
    columns: dict[str, Column] = field(default_factory=dict)
    primary: tuple[str, ...] = ()
    unique: set[str] = field(default_factory=set)
    foreign: list[ForeignKey] = field(default_factory=list)

    @property
    def id(self) -> tuple[str, str]:
        return self.schema, self.name


Catalogue = Mapping[tuple[str, str], CatalogueTable]


def grouped(rows: Iterable[Mapping[str, Any]], *names: str) -> Iterator[list[Mapping[str, Any]]]:
    """Yield rows that follow each other and have the same in the columns `names`, together."""
    group: list[Mapping[str, Any]] = []
    for row in rows:
        if group and [row[each] for each in names] != [group[0][each] for each in names]:
            yield group
            group = []
        group.append(row)
    if group:
        yield group


def alone(columns: Sequence[Any]) -> str | None:
    """Give the column of a key that is one column."""
    return str(columns[0]) if len(columns) == 1 and columns[0] is not None else None
