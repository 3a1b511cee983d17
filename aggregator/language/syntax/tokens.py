"""A file in tokens, read so that nothing stops it: what GraphQL does not know is a token too."""

import re
from dataclasses import dataclass
from typing import Literal, SupportsIndex, overload

from graphql import Source

TokenKind = Literal["name", "number", "string", "block", "open", "spread", "sign", "foreign", "end"]
"""`open` is a quotation mark that nothing closes, `foreign` what no token begins with."""

_TOKEN = re.compile(
    r'(?P<block>"""(?:\\"""|(?!""").)*""")'
    r'|(?P<open_block>""")'
    r'|(?P<string>"(?:\\[^\r\n]|[^"\\\r\n])*")'
    r'|(?P<open>")'
    r"|(?P<spread>\.\.\.)"
    r"|(?P<name>[_A-Za-z][_0-9A-Za-z]*)"
    r"|(?P<number>-?[0-9]+(?:\.[0-9]+)?(?:[eE][+-]?[0-9]+)?)"
    r"|(?P<sign>[{}()\[\]:@$!=|&])"
    r"|(?P<foreign>.)",
    re.DOTALL,
)
_IGNORED = re.compile(r"(?:[ \t\r\n,\ufeff]|#[^\r\n]*)+")
_NEWLINE = re.compile(r"\r\n|[\n\r]")


@dataclass(frozen=True, slots=True)
class SyntaxToken:
    """Characters `start` to `end` of the text; `line` from 1; `leading`: first on its line."""

    kind: TokenKind
    text: str
    start: int
    end: int
    line: int
    leading: bool

    def is_(self, *texts: str) -> bool:
        """Tell whether it is one of these signs or words."""
        return self.kind in {"sign", "name", "spread"} and self.text in texts


class Tokens(tuple[SyntaxToken, ...]):
    """The tokens of a file. The last is the end, and so is whatever is looked for behind it."""

    __slots__ = ()

    @overload
    def __getitem__(self, at: SupportsIndex) -> SyntaxToken: ...
    @overload
    def __getitem__(self, at: slice) -> tuple[SyntaxToken, ...]: ...
    def __getitem__(self, at: SupportsIndex | slice) -> SyntaxToken | tuple[SyntaxToken, ...]:
        if isinstance(at, int) and at >= len(self):
            return super().__getitem__(-1)
        return super().__getitem__(at)


@dataclass(frozen=True, slots=True)
class TokenizedText:
    """A file and its tokens."""

    source: Source
    tokens: Tokens

    @classmethod
    def of(cls, source: Source) -> "TokenizedText":
        return cls(source, _tokens(source.body))

    @property
    def body(self) -> str:
        return self.source.body

    def line_end(self, at: int) -> int:
        """Find where the line that `at` is on ends."""
        found = _NEWLINE.search(self.body, at)
        return found.start() if found else len(self.body)

    def indent(self, token: SyntaxToken) -> str:
        """Give the blanks before the line of `token`."""
        start = max(self.body.rfind("\n", 0, token.start), self.body.rfind("\r", 0, token.start))
        line = self.body[start + 1 : token.start + 1]
        return line[: len(line) - len(line.lstrip(" \t"))]


def _tokens(body: str) -> Tokens:
    found: list[SyntaxToken] = []
    at, line, last_line = 0, 1, 0
    while True:
        ignored = _IGNORED.match(body, at)
        if ignored:
            line += len(_NEWLINE.findall(ignored[0]))
            at = ignored.end()
        match = _TOKEN.match(body, at)
        if match is None:
            found.append(SyntaxToken("end", "", at, at, line, line > last_line))
            return Tokens(found)
        kind = str(match.lastgroup)
        token = SyntaxToken(
            _KINDS.get(kind, "open"), match[0], at, match.end(), line, line > last_line
        )
        found.append(token)
        line += len(_NEWLINE.findall(token.text))
        last_line, at = line, match.end()


_KINDS: dict[str, TokenKind] = {
    "block": "block",
    "string": "string",
    "spread": "spread",
    "name": "name",
    "number": "number",
    "sign": "sign",
    "foreign": "foreign",
}
