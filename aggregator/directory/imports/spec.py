"""What is to be imported: a file, what its columns mean, and how its rows are decided."""

import hashlib
from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import Any

from aggregator.directory.imports.mapping import MappedColumn
from aggregator.directory.imports.prepared import RowReader
from aggregator.directory.imports.shape import FileShape
from aggregator.directory.kinds import SubjectKind
from aggregator.directory.values import Overwriting, UpsertRules
from aggregator.domain.errors import InvalidRequest


@dataclass(frozen=True, slots=True)
class ImportSpec:
    """One import. `rows`: how many the file has; `digest`: which file it was, SHA-256.

    `dry`: nothing is to be changed, only told.
    """

    file: Path
    digest: str
    rows: int
    subject: SubjectKind
    shape: FileShape
    mapped: tuple[MappedColumn, ...]
    rules: UpsertRules
    source: str
    region: str | None = None
    dry: bool = False

    def reader(self) -> RowReader:
        replaces = self.rules.overwriting is Overwriting.REPLACE
        return RowReader(self.subject, self.mapped, self.region, replaces)

    def tried(self) -> "ImportSpec":
        """Give the same, dry."""
        return replace(self, dry=True)

    def stored(self) -> dict[str, Any]:
        """Write it as a job keeps it."""
        rules = asdict(self.rules) | {"create_allowed": sorted(self.rules.create_allowed)}
        return {
            "file": str(self.file),
            "digest": self.digest,
            "rows": self.rows,
            "subject": self.subject,
            "shape": self.shape.stored(),
            "mapped": [[each.column, each.field, each.why] for each in self.mapped],
            "rules": rules,
            "source": self.source,
            "region": self.region,
            "dry": self.dry,
        }

    @classmethod
    def of(cls, stored: Mapping[str, Any]) -> "ImportSpec":
        rules = dict(stored["rules"])
        rules["overwriting"] = Overwriting(rules["overwriting"])
        rules["create_allowed"] = frozenset(rules["create_allowed"])
        return cls(
            file=Path(stored["file"]),
            digest=stored["digest"],
            rows=stored["rows"],
            subject=stored["subject"],
            shape=FileShape.of(stored["shape"]),
            mapped=tuple(MappedColumn(*each) for each in stored["mapped"]),
            rules=UpsertRules(**rules),
            source=stored["source"],
            region=stored["region"],
            dry=stored.get("dry", False),
        )

    def check_file(self) -> None:
        """InvalidRequest: the file is gone, or is another one now."""
        if not self.file.is_file():
            raise InvalidRequest(f"The file {self.file} is gone. Fix: put it back, then resume.")
        if digest(self.file) != self.digest:
            raise InvalidRequest(
                f"The file {self.file} is not what it was when the import began. "
                "Fix: put that one back, or import this one anew."
            )


def digest(file: Path) -> str:
    with file.open("rb") as opened:
        return hashlib.file_digest(opened, "sha256").hexdigest()
