"""How two spellings of one identity come to be the same. The value as received is kept beside it.

| kind               | rule                                                                      |
|--------------------|---------------------------------------------------------------------------|
| email              | trimmed; before the last @: NFC and A-Z in lower case; behind it a domain |
| domain             | trimmed, without the dot that ends a DNS name, as DNS has it (UTS 46)     |
| phone              | E.164; without a country it is nobody's                                   |
| anything else: ids | trimmed; case counts                                                      |

Two people must never become one. Unicode's case folding would do that (ß is ss to it, the Kelvin
sign is k), so that it is used nowhere here: whoever owns fussball.example is not who owns
fußball.example.
"""

import re
import unicodedata
from string import ascii_lowercase, ascii_uppercase
from typing import Final

from aggregator.domain.host import ascii_name
from aggregator.domain.phone import e164

EMAIL: Final = "email"
DOMAIN: Final = "domain"
PHONE: Final = "phone"

MAX_LENGTH = 512
"""Characters of a normalised value; a longer one is nobody's identity."""

_END_OF_NAME = re.compile(r"[.\s]+\Z")
_UNSTORABLE = re.compile("[\0\ud800-\udfff]")
_LOWER = str.maketrans(ascii_uppercase, ascii_lowercase)
_BECOMES_ASCII = re.compile("([\u037e\u1fef\u212a])")
"""What NFC would turn into ASCII: the Greek question mark, the Greek varia, the Kelvin sign."""


def normalise(kind: str, value: str | None) -> str | None:
    """Give the form in which values of `kind` are compared; None when there is nothing to compare.

    That is: absent, blank, too long, not storable, or a domain that DNS could never have.
    """
    norm = "" if value is None else value.strip()
    if not norm or len(norm) > MAX_LENGTH or not storable(norm):
        return None
    if kind == EMAIL:
        norm = _email(norm)
    elif kind == DOMAIN:
        norm = _domain(norm) or ""
    elif kind == PHONE:
        norm = e164(norm) or ""
    return norm if norm and len(norm) <= MAX_LENGTH else None


def lower(text: str) -> str:
    """Put A-Z in lower case, and nothing else: other letters have several."""
    return text.translate(_LOWER)


def storable(text: str) -> bool:
    """Whether a database can hold it: no NUL (PostgreSQL), no half of a surrogate pair."""
    if text.isascii():  # most are, and to look is quicker than to search
        return "\0" not in text
    return _UNSTORABLE.search(text) is None


def _email(address: str) -> str:
    local, at, domain = address.rpartition("@")
    if not at:
        return _local(address)
    host = _domain(domain)
    return f"{_local(local)}@{host}" if host is not None else ""


def _domain(text: str) -> str | None:
    host = ascii_name(_END_OF_NAME.sub("", text))
    return None if host is None else _END_OF_NAME.sub("", host)


def _local(text: str) -> str:
    if text.isascii():
        return text.lower()
    pieces = _BECOMES_ASCII.split(text.translate(_LOWER))
    return "".join(
        piece if _BECOMES_ASCII.fullmatch(piece) else unicodedata.normalize("NFC", piece)
        for piece in pieces
    )
