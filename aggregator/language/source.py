"""Card files and shared fragments, read and parsed, before anything is known about a schema.

Nothing here raises for what a file holds: what cannot be read becomes a `UnreadableFile` (the code
of the rule that explains it, and what was found), and the other files go on.
"""

import os
from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

from graphql import (
    DirectiveNode,
    DocumentNode,
    FragmentDefinitionNode,
    FragmentSpreadNode,
    GraphQLSyntaxError,
    ListTypeNode,
    ListValueNode,
    Node,
    ObjectValueNode,
    OperationDefinitionNode,
    SelectionSetNode,
    Source,
    Visitor,
    parse,
    visit,
)

from aggregator.language.diagnostics import UnreadableFile, Violation
from aggregator.language.files import legible, read_bounded
from aggregator.language.folder import look_at
from aggregator.language.script import Script, read_script, refused_link
from aggregator.language.span import Span, span_at, whole_span

MAX_BYTES = 256 * 1024
MAX_TOKENS = 10_000
MAX_DEFINITIONS = 50
MAX_DEPTH = 32
"""Braces and brackets open at once in one file."""

UNREADABLE = "unreadable-file"
"""The code of a problem that is none of the file's own: it may be read the next time."""

_NESTING = (SelectionSetNode, ListValueNode, ObjectValueNode, ListTypeNode)


@dataclass(frozen=True, slots=True)
class TextFile:
    """A file: its text (without a byte order mark) and, where it is GraphQL, its document."""

    path: Path
    source: Source
    document: DocumentNode | None = None
    problem: UnreadableFile | None = None

    @property
    def text(self) -> str:
        return self.source.body

    @property
    def start(self) -> Span:
        """The file's first word: where findings stand that are about the whole file."""
        return span_at(self.source, 1, 1)

    @property
    def whole(self) -> Span:
        return Span(self.source, 0, len(self.text))


@dataclass(frozen=True, slots=True)
class SharedFragments:
    """The fragments of `graphql/fragments/`: name -> definition, and what is wrong with them."""

    by_name: Mapping[str, FragmentDefinitionNode] = field(default_factory=dict)
    files: tuple[TextFile, ...] = ()
    problems: tuple[UnreadableFile, ...] = ()


@dataclass(frozen=True, slots=True)
class CardSource:
    """One card file. `key` is the file's name, `team` the folder it is in.

    fragments  name -> definition, of all that its operations spread, shared or its own, at any
               depth; a name that exists nowhere is left out
    known_fragments  names of all that it could spread
    shared_fragments names of those in `graphql/fragments/`
    script     the `<key>.py` beside it, which then says how the query's result is shown
    """

    key: str
    team: str
    file: TextFile
    fragments: Mapping[str, FragmentDefinitionNode] = field(default_factory=dict)
    known_fragments: Sequence[str] = ()
    shared_fragments: Collection[str] = ()
    script: Script | None = None

    @property
    def path(self) -> Path:
        return self.file.path

    @property
    def text(self) -> str:
        return self.file.text

    @property
    def document(self) -> DocumentNode | None:
        return self.file.document

    @property
    def operations(self) -> tuple[OperationDefinitionNode, ...]:
        definitions = self.document.definitions if self.document else ()
        return tuple(node for node in definitions if isinstance(node, OperationDefinitionNode))

    @property
    def shared(self) -> tuple[FragmentDefinitionNode, ...]:
        """The fragments it uses that are not its own."""
        return tuple(
            node
            for node in self.fragments.values()
            if node.loc is None or node.loc.source is not self.file.source
        )


KnownCard = Callable[[TextFile, str, Script | None], CardSource | None]
"""A file that was not parsed, its team and its script -> the card, where it is known; then its
syntax may be left out."""


def directives(source: CardSource) -> Iterator[DirectiveNode]:
    """List the directives of a card and of the fragments it uses."""
    found: list[DirectiveNode] = []

    class Directives(Visitor):
        def enter_directive(self, node: DirectiveNode, *_: Any) -> None:
            found.append(node)

    for node in (*source.operations, *source.fragments.values()):
        visit(node, Directives())
    yield from found


def read_file(path: Path) -> TextFile:
    """Read and parse one file; never raises for what is in it or why it cannot be read."""
    return _parsed(read_text(path))


def parse_bytes(path: Path, data: bytes) -> TextFile:
    """Parse what a file holds; `path` only names it."""
    return _parsed(_decoded(path, data))


def read_text(path: Path) -> TextFile:
    """Read one file and parse nothing; never raises for what is in it or why it cannot be read."""
    try:
        data = read_bounded(path, MAX_BYTES)
    except (OSError, ValueError) as error:
        why = getattr(error, "strerror", None) or "it cannot be opened"
        message = f"This file cannot be read: {why}"
        return _failed(path, Source("", legible(str(path))), UNREADABLE, message)
    return _decoded(path, data)


def _parsed(file: TextFile) -> TextFile:
    return file if file.problem is not None else parse_text(file.path, file.source)


def _decoded(path: Path, data: bytes) -> TextFile:
    name = legible(str(path))
    if len(data) > MAX_BYTES:
        message = f"This file is larger than {MAX_BYTES // 1024} kB"
        return _failed(path, Source("", name), "file-too-large", message)
    try:
        text = data.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        source = Source(before + "\N{REPLACEMENT CHARACTER}", name)
        message = f"This file is not UTF-8: byte {error.start + 1} is 0x{data[error.start]:02x}"
        at = Span(source, len(before), len(before) + 1)
        problem = UnreadableFile("not-utf8", Violation(at, message, hint="Save the file as UTF-8."))
        return TextFile(path, source, problem=problem)
    return TextFile(path, Source(text, name))


def parse_text(path: Path, source: Source) -> TextFile:
    """Parse a file's text, within limits on its size and its nesting."""
    try:
        document = parse(
            source,
            max_lexical_tokens=MAX_TOKENS,
            max_comments=MAX_TOKENS,
            max_source_length=MAX_BYTES,
        )
    except GraphQLSyntaxError as error:
        from aggregator.language.syntax import syntax_problem  # noqa: PLC0415 -- few files have one

        return TextFile(path, source, problem=syntax_problem(source, error, MAX_TOKENS))
    deep = _too_deep(document) if _may_be_deep(source.body) else None
    if deep is not None:
        found = Violation(whole_span(deep), f"Nothing may be nested deeper than {MAX_DEPTH} levels")
        return TextFile(path, source, problem=UnreadableFile("too-deep", found))
    return TextFile(path, source, document)


def read_fragments(
    folder: Path, known: Mapping[Path, TextFile] = MappingProxyType({})
) -> SharedFragments:
    """Read the fragments of each file in `folder`; a folder that is not there has none.

    One that cannot be listed has a problem instead, as a file that cannot be read has. What is
    `known` of a file is not read again.
    """
    look = look_at(folder, deep=False)
    if not os.path.lexists(folder):
        return SharedFragments()
    known = {path: file for path, file in known.items() if path not in look.refused}
    files = [known.get(card.path) or _read(card.path, look.refused) for card in look.cards]
    for path, why in look.unread.items():
        if path not in {file.path for file in files}:
            files.append(_failed(path, Source("", legible(str(path))), UNREADABLE, why))
    by_name: dict[str, FragmentDefinitionNode] = {}
    problems: list[UnreadableFile] = [file.problem for file in files if file.problem]
    for file in files:
        for node in file.document.definitions if file.document else ():
            where = Span(file.source, node.loc.start, node.loc.start + 1) if node.loc else None
            if not isinstance(node, FragmentDefinitionNode):
                if where:
                    message = "A file of shared fragments holds only fragments"
                    problems.append(UnreadableFile("not-a-fragment", Violation(where, message)))
                continue
            name = node.name.value
            first = by_name.setdefault(name, node)
            if first is not node and node.name.loc and first.loc:
                at = Span(file.source, node.name.loc.start, node.name.loc.end)
                message = (
                    f'Fragment "{name}" is already in {first.loc.source.name}: '
                    "a shared fragment's name must be unique"
                )
                problems.append(UnreadableFile("duplicate-fragment", Violation(at, message)))
    return SharedFragments(by_name, tuple(files), tuple(problems))


def read_card(
    path: Path,
    team: str,
    shared: SharedFragments,
    refused: Mapping[Path, str] = MappingProxyType({}),
    known: KnownCard | None = None,
) -> CardSource:
    """Read one card file, and the Python beside it; `refused`: links that are not followed.

    A card that is `known`, of these texts, is not parsed again.
    """
    script = read_script(path, refused)
    file = _read(path, refused, read_text)
    if known is not None and file.problem is None:
        card = known(file, team, script)
        if card is not None:
            return card
    return as_card(_parsed(file), team, shared, script)


def as_card(
    file: TextFile, team: str, shared: SharedFragments, script: Script | None = None
) -> CardSource:
    """Make a card of a file that was read, with the fragments that its operations use."""
    own = {
        node.name.value: node
        for node in (file.document.definitions if file.document else ())
        if isinstance(node, FragmentDefinitionNode)
    }
    known = {**shared.by_name, **own}
    used: dict[str, FragmentDefinitionNode] = {}
    waiting = [
        node.selection_set
        for node in (file.document.definitions if file.document else ())
        if isinstance(node, OperationDefinitionNode)
    ]
    while waiting:
        for spread in spreads_in(waiting.pop()):
            fragment = known.get(spread.name.value)
            if fragment is not None and spread.name.value not in used:
                used[spread.name.value] = fragment
                waiting.append(fragment.selection_set)
    return CardSource(
        key=legible(file.path.stem),
        team=legible(team),
        file=file,
        fragments=used,
        known_fragments=tuple(known),
        shared_fragments=shared.by_name.keys(),
        script=script,
    )


def spreads_in(selections: SelectionSetNode) -> Iterator[FragmentSpreadNode]:
    """All spreads in these braces and below, without following them."""
    waiting = [selections]
    while waiting:
        for node in waiting.pop().selections:
            if isinstance(node, FragmentSpreadNode):
                yield node
            else:
                nested: SelectionSetNode | None = getattr(node, "selection_set", None)
                if nested is not None:
                    waiting.append(nested)


def _read(
    path: Path, refused: Mapping[Path, str], read: Callable[[Path], TextFile] = read_file
) -> TextFile:
    if path not in refused:
        return read(path)
    problem = refused_link(path, refused[path])
    return TextFile(path, problem.found.span.source, problem=problem)


def _failed(path: Path, source: Source, code: str, message: str) -> TextFile:
    return TextFile(
        path, source, problem=UnreadableFile(code, Violation(Span(source, 0, 1), message))
    )


def _may_be_deep(text: str) -> bool:
    """Tell whether enough is opened at all, wherever it is closed: of most files this is enough."""
    return text.count("{") + text.count("[") > MAX_DEPTH


def _too_deep(document: DocumentNode) -> Node | None:
    """Find the first braces or brackets nested too deeply. Not recursive, whatever it is given."""
    waiting: list[tuple[Node, int]] = [(document, 0)]
    while waiting:
        node, depth = waiting.pop()
        depth += isinstance(node, _NESTING)
        if depth > MAX_DEPTH:
            return node
        for key in node.keys:
            child = getattr(node, key, None)
            children = child if isinstance(child, (tuple, list)) else (child,)
            waiting.extend((each, depth) for each in children if isinstance(each, Node))
    return None
