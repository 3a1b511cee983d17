"""How two spellings of one identity come to be the same. The value as received is kept beside it.

| kind               | rule                                                       |
|--------------------|------------------------------------------------------------|
| email              | trimmed, case folded (also before the @)                   |
| domain             | trimmed, case folded, without the dot that ends a DNS name |
| anything else: ids | trimmed; case counts                                       |
"""

import re
from typing import Final

EMAIL: Final = "email"
DOMAIN: Final = "domain"

MAX_LENGTH = 512
"""Characters of a normalised value; a longer one is nobody's identity."""

_END_OF_NAME = re.compile(r"[.\s]+\Z")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")


def normalise(kind: str, value: str | None) -> str | None:
    """Give the form in which values of `kind` are compared; None when there is nothing to compare.

    That is: absent, blank, too long, or not storable.
    """
    if value is None:
        return None
    norm = value.strip()
    if kind in (EMAIL, DOMAIN):
        norm = norm.casefold()
    if kind == DOMAIN:
        norm = _END_OF_NAME.sub("", norm)
    if not norm or len(norm) > MAX_LENGTH or not storable(norm):
        return None
    return norm


def storable(text: str) -> bool:
    """Whether a database can hold it: no NUL (PostgreSQL), no half of a surrogate pair."""
    return _UNSTORABLE.search(text) is None
