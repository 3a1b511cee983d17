"""How names are sorted and searched: without case and marks, the same on every database.

A database's own sorting differs by product, language and version. So the key is made here, kept,
and compared byte by byte: Émile stands beside Emily, Ölander beside Olander.
"""

import unicodedata

from aggregator.domain.identity import MAX_LENGTH


def name_key(name: str) -> str:
    """Give what a name is sorted and searched by; empty for what is blank alone."""
    text = name.strip()
    if text.isascii():
        return text.lower()[:MAX_LENGTH]
    marked = unicodedata.normalize("NFKD", text.casefold())
    bare = "".join(each for each in marked if not unicodedata.combining(each))
    return (bare.casefold().strip() or text.casefold())[:MAX_LENGTH]
