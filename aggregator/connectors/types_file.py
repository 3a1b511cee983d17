"""One `types.graphql`: read, and every mistake in it a finding at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.source import UNREADABLE
from aggregator.language.span import span_of
from aggregator.language.types_file import read_types
from aggregator.lint.registry import all_rules
from aggregator.schema.declared.alone import faults_alone
from aggregator.schema.declared.declaration import DeclaredTypes, TypesFault


@dataclass(frozen=True, slots=True)
class TypesReading:
    """What came of one file. `types` None: it is broken, or not there."""

    types: DeclaredTypes | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    unread: bool = False


def read_declared(key: str, path: Path) -> TypesReading:
    """Read what the connector `key` declares; nothing where the file is not there."""
    if not path.is_symlink() and not path.exists():
        return TypesReading()
    file = read_types(path)
    if file.problem is not None:
        diagnostic = all_rules()[file.problem.code].diagnostic(file.problem.found)
        return TypesReading(None, (diagnostic,), unread=file.problem.code == UNREADABLE)
    if file.document is None:  # it has either
        return TypesReading()
    types = DeclaredTypes(key, file.text, file.document)
    return TypesReading(types, told(faults_alone(types)))


def told(faults: Iterable[TypesFault]) -> tuple[Diagnostic, ...]:
    """Give each fault its place, in reading order."""
    found = (
        all_rules()[fault.code].diagnostic(
            Violation(span_of(fault.node), fault.message, fault.meant, fault.hint)
        )
        for fault in faults
    )
    return tuple(sorted(set(found), key=lambda diagnostic: diagnostic.order))
