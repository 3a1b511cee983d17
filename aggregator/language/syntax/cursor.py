"""Where the reading of a file is, and mistakes told from there."""

from collections.abc import Iterable

from aggregator.language.diagnostics import Replacement
from aggregator.language.syntax.mistake import Mistake, change, mistake
from aggregator.language.syntax.tokens import SyntaxToken, TokenizedText

_VALUES = frozenset({"string", "block", "number"})


class TokenCursor:
    """A place among the tokens.

    open_braces     how many are open here
    bare_directive  the number of a directive's name that had no arguments and ended just before
    """

    def __init__(self, text: TokenizedText) -> None:
        self.text = text
        self.number = 0
        self.open_braces = 0
        self.bare_directive: int | None = None

    @property
    def here(self) -> SyntaxToken:
        return self.text.tokens[self.number]

    def before(self) -> SyntaxToken:
        return self.text.tokens[max(self.number - 1, 0)]

    def after(self, count: int = 1) -> SyntaxToken:
        return self.text.tokens[min(self.number + count, len(self.text.tokens) - 1)]

    def move(self) -> None:
        self.number = min(self.number + 1, len(self.text.tokens) - 1)

    def holds_arguments(self) -> bool:
        """Tell whether the bracket here holds `name: value`, as no selection does."""
        value = self.after(3)
        named = self.after().kind == "name" and self.after(2).is_(":")
        plain = value.kind in _VALUES or value.is_("[", "true", "false")
        if not named or not (plain or (value.kind == "name" and value.text.isupper())):
            return False
        inside = self.text.tokens[self.number + 1 : self.closing()]
        return not any(token.is_("@", "{", "...") for token in inside)

    def named(self) -> str:
        """Say what stands here, as it is written."""
        if self.here.kind == "end":
            return "the end of the file"
        return self.here.text if self.here.kind in {"string", "block"} else f'"{self.here.text}"'

    def closing(self) -> int:
        """Find the token that closes the bracket here, of whichever kind; the last if none does."""
        depth = 0
        for number in range(self.number, len(self.text.tokens)):
            token = self.text.tokens[number]
            depth += token.is_("(", "[", "{")
            depth -= token.is_(")", "]", "}")
            if depth == 0:
                return number
        return len(self.text.tokens) - 1

    def mistake(
        self,
        message: str,
        hint: str | None = None,
        changes: Iterable[Replacement] = (),
        span: tuple[int, int] | None = None,
    ) -> Mistake:
        """Tell a mistake that stands here, or at `span`."""
        return mistake(self.text, span or (self.here.start, self.here.end), message, hint, changes)

    def misspelt(self, message: str, meant: str) -> Mistake:
        place = (self.here.start, self.here.end)
        return mistake(self.text, place, message, meant=(meant,))

    def replace(self, message: str, by: str, hint: str) -> Mistake:
        changes = [change(self.text, self.here.start, self.here.end, by)]
        return self.mistake(message, hint, changes)

    def remove(self, message: str) -> Mistake:
        return self.replace(message, "", "Remove it.")

    def insert(self, message: str, at: int, written: str, hint: str) -> Mistake:
        """Tell that something is missing at a place; the finding stands here."""
        return self.mistake(message, hint, [change(self.text, at, at, written)])

    def insert_behind(self, message: str, written: str, hint: str) -> Mistake:
        """Tell that something is missing behind the token before, which the finding points at."""
        token = self.before()
        changes = [change(self.text, token.end, token.end, written)]
        return self.mistake(message, hint, changes, (token.start, token.end))
