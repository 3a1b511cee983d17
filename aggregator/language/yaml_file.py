"""YAML that an author writes, read with the place of each word.

A scalar is its text as it is written: `no`, `1.10` and `007` mean what stands there, and whoever
reads a value says of which kind it has to be. Tags are refused, a document is one, a key stands
once in its table. Anchors may be used; what they repeat counts as often as it is repeated.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass

import yaml
from graphql import Source

from aggregator.language.diagnostics import UnreadableFile, Violation
from aggregator.language.span import Span

MAX_NODES = 10_000
"""Values of a file, those that an alias repeats counted each time."""

MAX_DEPTH = 32

SYNTAX = "yaml-syntax"
TWICE = "yaml-twice"

# The C parser gives the same events, some twenty times faster; a wheel for most machines has it.
_LOADER = getattr(yaml, "CSafeLoader", yaml.SafeLoader)

_QUOTED = frozenset({"'", '"', "|", ">"})
_NULLS = frozenset({"", "~", "null", "Null", "NULL"})


@dataclass(frozen=True, slots=True)
class Scalar:
    """One value. `text` None: it is null, or nothing stands there. `quoted`: it is text for sure.

    size  how many values it is
    """

    span: Span
    text: str | None
    quoted: bool = False
    size: int = 1


@dataclass(frozen=True, slots=True)
class Items:
    """A list."""

    span: Span
    items: Sequence["YamlNode"]
    size: int


@dataclass(frozen=True, slots=True)
class Entry:
    """A word of a table, and what it says."""

    key: Span
    value: "YamlNode"


@dataclass(frozen=True, slots=True)
class Table:
    """Words and their values."""

    span: Span
    entries: Mapping[str, Entry]
    size: int


YamlNode = Scalar | Items | Table


def parse_yaml(source: Source, most: int = MAX_NODES) -> YamlNode | UnreadableFile:
    """Read a file's text, of at most so many values; the first mistake in it ends the reading.

    A problem has the code `yaml-syntax`, `yaml-twice`, `too-deep` or `too-complex`.
    """
    try:
        return _Builder(source, most).build()
    except _Stop as stop:
        return stop.problem
    except yaml.MarkedYAMLError as error:
        return _syntax(source, error)
    except yaml.YAMLError as error:  # a character that YAML does not allow
        start = int(getattr(error, "position", 0))
        found = Violation(Span(source, start, start + 1), "This character is not allowed in YAML")
        return UnreadableFile(SYNTAX, found)


class _Stop(Exception):
    def __init__(self, code: str, found: Violation) -> None:
        super().__init__(found.message)
        self.problem = UnreadableFile(code, found)


class _Open:
    """A list or table that is being read; `key` is the word whose value comes next."""

    def __init__(self, event: yaml.Event, span: Span, anchor: str | None) -> None:
        self.is_table = isinstance(event, yaml.MappingStartEvent)
        self.span = span
        self.anchor = anchor
        self.items: list[YamlNode] = []
        self.entries: dict[str, Entry] = {}
        self.key: Scalar | None = None
        self.size = 1


class _Builder:
    """Makes nodes of events, without recursion, whatever the file holds."""

    def __init__(self, source: Source, most: int) -> None:
        self._source = source
        self._most = most
        self._open: list[_Open] = []
        self._anchors: dict[str, YamlNode] = {}
        self._root: YamlNode | None = None
        self._count = 0
        self._documents = 0

    def build(self) -> YamlNode:
        for event in self._events():
            self._take(event)
        return self._root or Scalar(Span(self._source, 0, 1), None)

    def _events(self) -> Iterator[yaml.Event]:
        read: Callable[..., Iterator[yaml.Event]] = yaml.parse
        return read(self._source.body, Loader=_LOADER)

    def _take(self, event: yaml.Event) -> None:
        if isinstance(event, yaml.DocumentStartEvent):
            self._documents += 1
            if self._documents > 1:
                raise self._stop(SYNTAX, event, "A file is one document: `---` begins another")
        elif isinstance(event, yaml.AliasEvent):
            self._add(self._repeated(event), self._span(event))
        elif isinstance(event, yaml.ScalarEvent):
            self._untagged(event)
            quoted = event.style in _QUOTED
            text = None if not quoted and event.value in _NULLS else event.value
            self._place(Scalar(self._span(event), text, quoted), event.anchor)
        elif isinstance(event, yaml.CollectionStartEvent):
            self._untagged(event)
            self._open.append(_Open(event, self._span(event), event.anchor))
            if len(self._open) > MAX_DEPTH:
                what = f"Nothing may be nested deeper than {MAX_DEPTH} levels"
                raise self._stop("too-deep", event, what)
        elif isinstance(event, yaml.CollectionEndEvent):
            self._close(event)

    def _close(self, event: yaml.Event) -> None:
        done = self._open.pop()
        span = Span(self._source, done.span.start, event.end_mark.index)
        node: YamlNode = (
            Table(span, done.entries, done.size)
            if done.is_table
            else Items(span, done.items, done.size)
        )
        self._place(node, done.anchor, counted=True)

    def _repeated(self, event: yaml.AliasEvent) -> YamlNode:
        node = self._anchors.get(event.anchor)
        if node is None:
            what = f"There is no &{event.anchor} before this that is complete"
            raise self._stop(SYNTAX, event, what)
        return node

    def _place(self, node: YamlNode, anchor: str | None, *, counted: bool = False) -> None:
        if anchor is not None:
            self._anchors[anchor] = node
        self._add(node, node.span, counted=counted)

    def _add(self, node: YamlNode, at: Span, *, counted: bool = False) -> None:
        """Put a node where it belongs; `counted`: what is in it was counted one by one.

        `at`: where it stands, which of a repeated one is not its own place.
        """
        self._count += 1 if counted else node.size
        if self._count > self._most:
            what = f"A file holds at most {self._most:,} values, with those that aliases repeat"
            raise _Stop("too-complex", Violation(at, what))
        if not self._open:
            self._root = node
            return
        into = self._open[-1]
        into.size += node.size
        if not into.is_table:
            into.items.append(node)
        elif into.key is None:
            into.key = self._word(node, into)
        else:
            into.entries[into.key.text or ""] = Entry(into.key.span, node)
            into.key = None

    def _word(self, node: YamlNode, into: _Open) -> Scalar:
        if not isinstance(node, Scalar):
            raise _Stop(SYNTAX, Violation(node.span, "A key is a word, not a list or a table"))
        word = node.text if node.text is not None else node.span.text
        if word in into.entries:
            line = into.entries[word].key.place().line
            what = f"`{word}` is there already, in line {line}"
            raise _Stop(TWICE, Violation(node.span, what, hint="Keep one of them."))
        return Scalar(node.span, word)

    def _untagged(self, event: yaml.ScalarEvent | yaml.CollectionStartEvent) -> None:
        if event.tag is not None:
            what = f"Tags such as {event.tag} are not read"
            raise self._stop(SYNTAX, event, what)

    def _span(self, event: yaml.Event) -> Span:
        start, end = event.start_mark.index, event.end_mark.index
        return Span(self._source, start, max(end, start + 1))

    def _stop(self, code: str, event: yaml.Event, message: str) -> _Stop:
        return _Stop(code, Violation(self._span(event), message))


def _syntax(source: Source, error: yaml.MarkedYAMLError) -> UnreadableFile:
    mark = error.problem_mark or error.context_mark
    start = mark.index if mark else 0
    said = error.problem or "it stops making sense here"
    began = ""
    if error.context and error.context_mark and error.context_mark.line != (mark and mark.line):
        began = f", {error.context} that begins in line {error.context_mark.line + 1}"
    hint = (
        "Text with : or # or a bracket in it stands in quotes; a table's words stand in one column."
    )
    return UnreadableFile(
        SYNTAX, Violation(Span(source, start, start + 1), f"Not YAML: {said}{began}", hint=hint)
    )
