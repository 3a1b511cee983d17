"""The Python beside a card's query, `<key>.py`: read and parsed here, never run.

As with card files nothing raises for what a file holds: what cannot be read becomes a
`UnreadableFile`.
"""

import ast
import re
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from types import MappingProxyType

from graphql import Source

from aggregator.language.diagnostics import UnreadableFile, Violation
from aggregator.language.files import MAX_TYPES_BYTES, legible, read_bounded
from aggregator.language.folder import PYTHON
from aggregator.language.span import Span, span_at

MAX_BYTES = 64 * 1024

REFUSED_LINK = "refused-link"
"""The code of a link that is not followed: what it leads to may be otherwise the next time."""

_NO_NAME = re.compile(r"\W")


@dataclass(frozen=True, slots=True)
class Script:
    """A card's `<key>.py`: its text and, if it parses, its tree.

    types  text of the generated file beside it; None when there is none
    """

    path: Path
    source: Source
    types: str | None = None
    tree: ast.Module | None = None
    problem: UnreadableFile | None = None

    @property
    def text(self) -> str:
        return self.source.body

    @property
    def start(self) -> Span:
        """The file's first word: where findings stand that are about the whole file."""
        return span_at(self.source, 1, 1)

    def span(self, node: ast.expr | ast.stmt | ast.alias | ast.ExceptHandler) -> Span:
        """Find the characters of `node` on its first line."""
        start = self._offset(node.lineno, node.col_offset)
        end = self._offset(node.end_lineno or node.lineno, node.end_col_offset or 0)
        return Span(self.source, start, max(end, start + 1))

    def name_span(self, node: ast.FunctionDef | ast.AsyncFunctionDef) -> Span:
        """Find the name of a function where it is defined."""
        start = self._offset(node.lineno, node.col_offset)
        at = self.text.find(node.name, start + len("def"))
        return Span(self.source, at, at + len(node.name))

    def _offset(self, line: int, column: int) -> int:
        """Turn a line (from 1) and a column in bytes into an index of the text."""
        begin = span_at(self.source, line, 1)
        written = begin.place().excerpt.encode("utf-8", "surrogatepass")
        return begin.start + len(written[:column].decode("utf-8", "ignore"))


def script_path(card: Path) -> Path:
    """Say where the Python of the card in the file `card` is, if it has any."""
    return card.with_suffix(PYTHON)


def types_path(card: Path) -> Path:
    """Say where the types of the card in the file `card` are generated."""
    return card.with_name(f"{types_module(card.stem)}{PYTHON}")


def types_module(key: str) -> str:
    """Name the module of a card's types: `usage-trend` -> `usage_trend_types`."""
    return f"{module_name(key)}_types"


def module_name(word: str) -> str:
    """Make a name that Python can import."""
    return _NO_NAME.sub("_", word)


def read_script(card: Path, refused: Mapping[Path, str] = MappingProxyType({})) -> Script | None:
    """Read the Python beside the card in the file `card`; None when there is none.

    `refused`: links that are not followed, and why.
    """
    path, types = script_path(card), types_path(card)
    if path in refused:
        problem = refused_link(path, refused[path])
        return Script(path, problem.found.span.source, problem=problem)
    name = legible(str(path))
    try:
        data = read_bounded(path, MAX_BYTES)
    except FileNotFoundError:
        return None
    except (OSError, ValueError) as error:
        message = f"This file cannot be read: {getattr(error, 'strerror', None) or error}"
        return _failed(path, Source("", name), "unreadable-file", message)
    return parse_script(path, name, data, None if types in refused else _types(types))


def refused_link(path: Path, why: str) -> UnreadableFile:
    """Say that the link at `path` is not followed."""
    start = Span(Source("", legible(str(path))), 0, 1)
    hint = "Put the file itself here, or let the link lead to one in the same folder."
    return UnreadableFile(
        REFUSED_LINK, Violation(start, f"This link is not followed: {why}", hint=hint)
    )


def parse_script(path: Path, name: str, data: bytes, types: str | None) -> Script:
    """Parse what a file of Python holds; `path` and `name` only name it."""
    if len(data) > MAX_BYTES:
        message = f"This file is larger than {MAX_BYTES // 1024} kB"
        return _failed(path, Source("", name), "file-too-large", message)
    try:
        source = Source(data.decode("utf-8-sig"), name)
    except UnicodeDecodeError as error:
        before = data[: error.start].decode("utf-8-sig", "replace")
        message = f"This file is not UTF-8: byte {error.start + 1} is 0x{data[error.start]:02x}"
        source = Source(before + "\N{REPLACEMENT CHARACTER}", name)
        found = Violation(Span(source, len(before), len(before) + 1), message)
        return Script(path, source, types, problem=UnreadableFile("not-utf8", found))
    try:
        return Script(path, source, types, ast.parse(source.body))
    except SyntaxError as error:
        at = span_at(source, error.lineno or 1, error.offset or 1)
        found = Violation(at, f"This is not Python: {error.msg}")
        return Script(path, source, types, problem=UnreadableFile("python-syntax", found))
    except (ValueError, RecursionError, MemoryError) as error:
        return _failed(path, source, "python-syntax", f"This is not Python: {error}")


def _types(path: Path) -> str | None:
    try:
        data = read_bounded(path, MAX_TYPES_BYTES)
    except (OSError, ValueError):
        return None
    return data.decode("utf-8", "replace")


def _failed(path: Path, source: Source, code: str, message: str) -> Script:
    return Script(
        path, source, problem=UnreadableFile(code, Violation(Span(source, 0, 1), message))
    )
