"""One `connector.yaml`: read, and every mistake in it a finding at its place.

Nothing raises for what a file holds. What can be told at once is told at once: a table's unknown
words and its wrong values, then what does not go together or does not fit the schema.
"""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from aggregator.connectors.check import KEY, VIA, check
from aggregator.connectors.check_lists import check_lists
from aggregator.connectors.declaration import declared
from aggregator.connectors.manifest import Manifest
from aggregator.connectors.mistakes import found_of
from aggregator.connectors.places import Places
from aggregator.connectors.unsaid import unsaid, without_unsaid
from aggregator.domain.fault import ConnectorFault
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic, Violation
from aggregator.language.source import UNREADABLE, read_text
from aggregator.language.yaml_file import Items, Scalar, Table, YamlNode, parse_yaml
from aggregator.lint.registry import all_rules
from aggregator.schema.fitting import misfits
from aggregator.schema.names import graphql_name, python_name
from aggregator.schema.near import meant
from aggregator.schema.promises import TypesOf
from aggregator.schema.reach import unreachable
from aggregator.upstream.words import Word, WrittenTable

WORD = "connector-word"
FIELD = "connector-field"
NAME = "connector-name"

_KEY = re.compile(r"[a-z][a-z0-9_]{0,62}", re.ASCII)
_LOOKUP = re.compile(r"[A-Za-z][A-Za-z0-9_-]{0,62}", re.ASCII)


@dataclass(frozen=True, slots=True)
class Reading:
    """What came of one file. With `diagnostics` it is broken, and they say why.

    connector  what it declares; None where that is not known
    places  of the words of the file, where it could be read
    text    what the file holds; None where that is not known
    unread  the file could not be read; it may be the next time, although nothing changes
    """

    key: str
    path: Path
    connector: Connector | None
    diagnostics: tuple[Diagnostic, ...] = ()
    places: Places | None = None
    text: str | None = None
    unread: bool = False

    def misfits(self, types_of: TypesOf) -> tuple[Diagnostic, ...]:
        """Say what of it the schema has no place for."""
        if self.connector is None or self.places is None:
            return ()
        codes = {each.code for each in self.diagnostics}
        if WORD in codes:
            return ()
        # Who holds which key is known only where each way leads somewhere.
        astray = bool({VIA, KEY} & codes)
        faults = (misfits if astray else unfit)(self.connector, types_of)
        told = _told((each.code, _found(each, self.places)) for each in faults)
        return tuple(without_unsaid(told, self.places.root))


def read_connector(key: str, path: Path, before: Reading | None = None) -> Reading:
    """Read the connector `key` from the file at `path`; whether it fits a schema is open.

    `before`: the same file as it was read earlier, given again where it says the same.
    """
    file = read_text(path)
    if file.problem is not None:
        diagnostic = all_rules()[file.problem.code].diagnostic(file.problem.found)
        now = Reading(key, path, None, (diagnostic,), unread=file.problem.code == UNREADABLE)
        return before if before is not None and before == now else now
    if before is not None and before.text == file.text:
        return before
    root = parse_yaml(file.source)
    if not isinstance(root, (Scalar, Items, Table)):
        diagnostics = (all_rules()[root.code].diagnostic(root.found),)
        return Reading(key, path, None, diagnostics, text=file.text)
    places = Places(root)
    found: list[tuple[str, Violation]] = [*unsaid(root)]
    if not _KEY.fullmatch(key):
        what = f"The folder's name, \"{key}\", is the connector's: lower-case letters, digits and _"
        found.append((NAME, Violation(places.start, what, hint="Rename the folder.")))
    manifest = _manifest(root, places, found)
    connector = None
    if manifest is not None:
        # A word that nothing reads is probably why something does not go together.
        misspelt = any(code == WORD for code, _ in found)
        faults = list(_names(manifest))
        if not faults:
            connector = declared(key, manifest)
            faults = [] if misspelt else [*check(connector), *check_lists(connector)]
        found += [(each.code, _found(each, places)) for each in faults]
    told = _told(found)
    return Reading(key, path, connector, tuple(without_unsaid(told, root)), places, file.text)


def _manifest(
    root: YamlNode, places: Places, found: list[tuple[str, Violation]]
) -> Manifest | None:
    """Hold the file against its model; what is wrong is added to `found`."""
    unknown: list[tuple[Table, tuple[str, ...]]] = []

    def hear(table: Table, word: str, known: Sequence[str]) -> None:
        near = meant(word, known)
        unknown.append((table, near))
        what = f"There is no `{word}` here. Use: {', '.join(known)}"
        found.append((WORD, Violation(table.entries[word].key, what, near)))

    try:
        return Manifest.model_validate(_given(root), context=hear)
    except ValidationError as error:
        for each in error.errors(include_url=False):
            found += found_of(each, places, unknown)
        return None


def _given(node: YamlNode) -> Any:
    """Give the values as they are written; a table knows the places of its words."""
    if isinstance(node, Table):
        values = {word: _given(entry.value) for word, entry in node.entries.items()}
        return WrittenTable(values, node)
    if isinstance(node, Items):
        return [_given(each) for each in node.items]
    return node.text if node.quoted or node.text is None else Word(node.text)


def unfit(connector: Connector, types_of: TypesOf) -> Iterator[ConnectorFault]:
    """Tell what of a connector the schema has no place for, and what of it is never asked."""
    yield from misfits(connector, types_of)
    yield from unreachable(connector, types_of)


def _names(manifest: Manifest) -> Iterator[ConnectorFault]:
    """Tell names that are written as no name is."""
    for name, lookup in manifest.lookups.items():
        at = ("lookups", name)
        if not _LOOKUP.fullmatch(name):
            what = "A lookup's name is letters, digits, - and _"
            yield ConnectorFault(NAME, at, what, word=True)
        yield from _fields(lookup.fields, (*at, "fields"))


def _fields(fields: Mapping[str, Any], at: tuple[str | int, ...]) -> Iterator[ConnectorFault]:
    for name, words in fields.items():
        if graphql_name(python_name(name)) != name:
            what = f"`{name}` is no field's name: fields are called as in the schema"
            yield ConnectorFault(FIELD, (*at, name), what, (graphql_name(name),), word=True)
        yield from _fields(getattr(words, "fields", {}), (*at, name, "fields"))


def _found(fault: ConnectorFault, places: Places) -> Violation:
    return Violation(places.of(fault.at, word=fault.word), fault.message, fault.meant)


def _told(found: Iterable[tuple[str, Violation]]) -> tuple[Diagnostic, ...]:
    diagnostics = {all_rules()[code].diagnostic(each) for code, each in found}
    return tuple(sorted(diagnostics, key=lambda diagnostic: diagnostic.order))
