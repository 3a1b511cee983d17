"""One `types.graphql`: read, and every mistake in it a finding at its place."""

from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.source import UNREADABLE, read_text
from aggregator.language.span import span_of
from aggregator.language.types_file import parse_types
from aggregator.lint.registry import all_rules
from aggregator.schema.declared.alone import faults_alone
from aggregator.schema.declared.declaration import DeclaredTypes, TypesFault


@dataclass(frozen=True, slots=True)
class TypesReading:
    """What came of one file. `types` None: it is broken, or not there.

    text    what the file holds; None where that is not known, and where there is none
    unread  the file could not be read; it may be the next time, although nothing changes
    """

    types: DeclaredTypes | None = None
    diagnostics: tuple[Diagnostic, ...] = ()
    text: str | None = None
    unread: bool = False


NO_TYPES = TypesReading()
"""The connector declares none: there is no such file."""


def read_declared(key: str, path: Path, before: TypesReading | None = None) -> TypesReading:
    """Read what the connector `key` declares; nothing where the file is not there.

    `before`: the same file as it was read earlier, given again where it says the same.
    """
    if not path.is_symlink() and not path.exists():
        return NO_TYPES
    file = read_text(path)
    if before is not None and file.problem is None and before.text == file.text:
        return before
    file = file if file.problem else parse_types(path, file.source)
    if file.problem is not None:
        diagnostic = all_rules()[file.problem.code].diagnostic(file.problem.found)
        unread = file.problem.code == UNREADABLE
        now = TypesReading(None, (diagnostic,), None if unread else file.text, unread)
        return before if before is not None and before == now else now
    if file.document is None:  # it has either
        return NO_TYPES
    types = DeclaredTypes(key, file.text, file.document)
    return TypesReading(types, told(faults_alone(types)), file.text)


def told(faults: Iterable[TypesFault]) -> tuple[Diagnostic, ...]:
    """Give each fault its place, in reading order."""
    found = (
        all_rules()[fault.code].diagnostic(
            Violation(span_of(fault.node), fault.message, fault.meant, fault.hint)
        )
        for fault in faults
    )
    return tuple(sorted(set(found), key=lambda diagnostic: diagnostic.order))
