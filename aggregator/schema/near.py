"""What was probably meant by a misspelt word."""

from collections.abc import Collection

from graphql.pyutils import suggestion_list

MOST = 3


def meant(word: str, known: Collection[str]) -> tuple[str, ...]:
    """Give the words of `known` that are near to `word`, the nearest first."""
    return tuple(suggestion_list(word, list(known))[:MOST])
