"""One mistake of syntax: raised by who notices it, told as a finding."""

from collections.abc import Iterable

from aggregator.language.diagnostics import Replacement, Violation
from aggregator.language.span import Span
from aggregator.language.syntax.tokens import TokenizedText


class Mistake(Exception):
    """The first mistake of a file; nothing behind it is looked at."""

    def __init__(self, found: Violation) -> None:
        super().__init__(found.message)
        self.found = found


def change(text: TokenizedText, start: int, end: int, by: str) -> Replacement:
    """Replace characters `start` to `end` by `by`; an empty range inserts."""
    return Replacement(Span(text.source, start, end), by)


def mistake(
    text: TokenizedText,
    place: tuple[int, int],
    message: str,
    hint: str | None = None,
    changes: Iterable[Replacement] = (),
    meant: tuple[str, ...] = (),
) -> Mistake:
    """Make the mistake that stands at `place`, which `changes` or the first of `meant` mend."""
    start, end = place
    span = Span(text.source, start, max(end, start + 1))
    return Mistake(Violation(span, message, meant, hint, tuple(changes)))
