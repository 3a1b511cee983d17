"""What many rows say, column by column: most of them say the same kinds of things, in order.

A list a column is read and compared many times as fast as an object a value. What is odd of a row
keeps it out of the columns: it is then said by itself, under the same rules.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field

from aggregator.directory.kinds import IDENTITIES, SubjectKind
from aggregator.directory.values import Upserted
from aggregator.directory.write.said import Said, SaidValue


@dataclass(frozen=True, slots=True)
class SaidColumn:
    """One kind of value of every row, as compared and as received; None: it is not said."""

    system: str
    kind: str
    norms: Sequence[str | None]
    raws: Sequence[str | None]

    @property
    def is_own_identity(self) -> bool:
        return not self.system and self.kind in IDENTITIES


@dataclass(slots=True)
class SaidRows:
    """Rows that speak of one kind of subject.

    columns        in the order in which `Said` has its values; tags have several
    account_refs   of each row; empty: no row names an account. `org_refs`: alike
    odd            what is said, or why it is not kept, of the rows that are not in the columns
    replaces       what a row does not say is said to be empty
    """

    subject: SubjectKind
    many: int
    columns: Sequence[SaidColumn]
    account_refs: Sequence[str | None] = ()
    org_refs: Sequence[str | None] = ()
    odd: Mapping[int, Said | Upserted] = field(default_factory=dict)
    replaces: bool = False

    def said(self, row: int) -> Said | Upserted:
        """Give what one row says."""
        odd = self.odd.get(row)
        if odd is not None:
            return odd
        said = Said(self.subject)
        for column in self.columns:
            norm, raw = column.norms[row], column.raws[row]
            if norm is not None and raw is not None:
                said.values.append(SaidValue(column.system, column.kind, norm, raw))
        said.account_ref = self.account_refs[row] if self.account_refs else None
        said.org_ref = self.org_refs[row] if self.org_refs else None
        if self.replaces:
            kinds = {(column.system, column.kind) for column in self.columns}
            said.emptied = frozenset(kinds - {(each.system, each.kind) for each in said.values})
        return said

    def by_themselves(self) -> Iterator[Said]:
        """Give what the odd rows say."""
        return (each for each in self.odd.values() if isinstance(each, Said))
