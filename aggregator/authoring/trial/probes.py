"""Keys that are made up, so that what a system does with them says what it does with others."""

import hashlib
import re
from dataclasses import dataclass, fields, replace

from aggregator.domain.lookup import Connector, Lookup

_DIGITS = "0123456789"
_NUMBER = 9
"""Digits of a number that hardly anybody has counted up to, and that fits into 32 bits."""

_LETTERS = "abcdefghijklmnopqrstuvwxyz"


def nobodys(key: str, number: int = 0) -> str:
    """Make up a key of the same form that nobody has: as long, letters for letters.

    An address stays one, at a domain that can have no mailbox. A short number becomes a long one:
    where 7 is somebody's, 4 is too.
    """
    local, at, _ = key.rpartition("@")
    if at:
        return f"{_changed(local, number)}@nobody.invalid"
    if key.isdecimal() and len(key) < _NUMBER:
        return "9" + _changed(key.zfill(_NUMBER - 1), number)
    return _changed(key, number)


@dataclass(frozen=True, slots=True)
class _Verbatim(Lookup):
    """A lookup by an address that is asked for as it is."""

    @property
    def asks_again(self) -> bool:
        return False


def asked_verbatim(connector: Connector) -> Connector:
    """Give `connector` as one whose addresses are asked for as they are, in any letters."""
    lookups = (_verbatim(each) if each.asks_again else each for each in connector.lookups)
    return replace(connector, lookups=tuple(lookups))


def _verbatim(lookup: Lookup) -> Lookup:
    return _Verbatim(**{each.name: getattr(lookup, each.name) for each in fields(lookup)})


def other_case(key: str) -> str:
    """Write an address as somebody else might: small letters large, large ones small."""
    return key.swapcase()


def near(key: str) -> tuple[str, ...]:
    """Give keys of other people that a system which compares loosely takes for this one.

    Of an address: without its first letter, so that it is a part of it, and with a tag.
    """
    local, at, domain = key.rpartition("@")
    if not at:
        return ()
    found = [f"{local.partition('+')[0]}+{_changed('tagged', 0)}@{domain}"]
    if len(local) > 2:
        found.insert(0, f"{local[1:]}@{domain}")
    return tuple(found)


def _changed(text: str, number: int) -> str:
    """Replace letters and digits by others, the same for the same text and number."""
    noise = hashlib.shake_256(f"{number}:{text}".encode()).digest(max(1, len(text)))
    made = "".join(map(_replaced, text, noise))
    return made if re.search(r"[0-9a-zA-Z]", made) else f"{made}{number}"


def _replaced(letter: str, chance: int) -> str:
    if letter in _DIGITS:
        return _DIGITS[1:][chance % 9]
    if letter.lower() in _LETTERS:
        made = _LETTERS[chance % 26]
        return made.upper() if letter.isupper() else made
    return letter
