"""The comments of a file, each given to the token it belongs to until it is printed."""

from bisect import bisect_left, bisect_right
from collections.abc import Sequence
from dataclasses import dataclass

from graphql import Token, TokenKind

_BLANK = " \t\n,\ufeff"


@dataclass(frozen=True, slots=True)
class Comment:
    """`at` is where it stands; `blank`: an empty line stands before it."""

    at: int
    text: str
    blank: bool


class Comments:
    """Those on lines of their own lead the next token, those behind a token trail it."""

    def __init__(self, text: str, first: Token) -> None:
        self._text = text
        self._leading: dict[int, list[Comment]] = {}
        self._trailing: dict[int, Comment] = {}
        waiting: list[Comment] = []
        before: Token | None = None
        token: Token | None = first
        while token is not None:
            if token.kind is TokenKind.COMMENT:
                written = text[token.start : token.end].rstrip()
                comment = Comment(token.start, written, self.blank_before(token.start))
                line = text[text.rfind("\n", 0, token.start) + 1 : token.start]
                if before is not None and line.strip(_BLANK):
                    self._trailing[before.start] = comment
                else:
                    waiting.append(comment)
            elif token.kind is not TokenKind.SOF:
                if waiting:
                    self._leading[token.start] = waiting
                    waiting = []
                before = token
            token = token.next
        self._at = sorted(
            [each.at for some in self._leading.values() for each in some]
            + [each.at for each in self._trailing.values()]
        )

    def blank_before(self, at: int) -> bool:
        """Tell whether an empty line stands before this place."""
        start = at
        while start and self._text[start - 1] in _BLANK:
            start -= 1
        return self._text.count("\n", start, at) > 1

    def start(self, token: Token) -> int:
        """Find where the token begins, or the comments on lines of their own before it."""
        return min([token.start, *(each.at for each in self._leading.get(token.start, ()))])

    def touches(self, first: Token, last: Token) -> bool:
        """Tell whether a comment stands before, in or behind what these tokens enclose."""
        return (
            bool(self._leading.get(first.start))
            or last.start in self._trailing
            or self.any_between(first.start, last.end)
        )

    def any_between(self, start: int, end: int) -> bool:
        """Tell whether a comment that is not yet printed stands in between."""
        return bisect_left(self._at, end) > bisect_right(self._at, start)

    def lead(self, token: Token) -> Sequence[Comment]:
        """Take those before the token."""
        return self._taken(self._leading.pop(token.start, []))

    def trail(self, token: Token) -> Comment | None:
        """Take the one behind the token."""
        comment = self._trailing.pop(token.start, None)
        return self._taken([comment])[0] if comment else None

    def rest_between(self, start: int, end: int) -> Sequence[Comment]:
        """Take those in between that stand where the layout has no place for them."""
        rest: list[Comment] = []
        if not self.any_between(start, end):
            return rest
        for token in [token for token in self._leading if start < token <= end]:
            inside = [each for each in self._leading[token] if start < each.at < end]
            self._leading[token] = [each for each in self._leading[token] if each not in inside]
            rest += inside
        for token in [token for token in self._trailing if start <= token < end]:
            if start < self._trailing[token].at < end:
                rest.append(self._trailing.pop(token))
        return self._taken(sorted(rest, key=lambda each: each.at))

    def _taken(self, comments: list[Comment]) -> Sequence[Comment]:
        for each in comments:
            self._at.remove(each.at)
        return comments
