"""Everything in a card file that is words: its strings and its comments."""

from collections.abc import Iterator

from graphql import TokenKind

from aggregator.language.source import CardSource
from aggregator.language.span import Span

_WORDS = (TokenKind.STRING, TokenKind.BLOCK_STRING, TokenKind.COMMENT)


def texts(card: CardSource) -> Iterator[Span]:
    """Yield the places of the file's strings and comments, in written order."""
    loc = card.document.loc if card.document else None
    token = loc.start_token if loc else None
    while token is not None:
        if token.kind in _WORDS:
            yield Span(card.file.source, token.start, token.end)
        token = token.next
