"""Names of hosts: which ones a browser would open, and how an international one is written.

A host is taken in ASCII only. What is outside of ASCII is mapped by UTS 46 without its transitional
exceptions, as browsers do, so that `fußball.example` never becomes `fussball.example`, which may
belong to somebody else.
"""

import re
import unicodedata
from typing import Final

import idna

_W: Final = "[0-9A-Za-z_-]"
_OCTET: Final = "(25[0-5]|2[0-4][0-9]|1[0-9][0-9]|[1-9]?[0-9])"
_IPV4: Final = rf"{_OCTET}([.]{_OCTET}){{3}}"
_NO_NUMBER: Final = (
    f"([A-Za-z_-]{_W}*"
    f"|[0-9]+[A-WYZa-wyz_-]{_W}*"
    f"|([1-9][0-9]*|0[0-9]+)[xX]{_W}*"
    f"|0[xX][0-9A-Fa-f]*[G-Zg-z_-]{_W}*)"
)
"""A label that is neither decimal nor hexadecimal. A host that ends in a number is an IPv4 address
to browsers, or nothing."""

NAME: Final = rf"({_W}+[.])*{_NO_NUMBER}[.]?"
"""A host's name, as a regular expression that Python and JavaScript read alike."""


def _ipv6() -> str:
    piece = "[0-9A-Fa-f]{1,4}"
    low = f"({piece}:{piece}|{_IPV4})"
    forms = [f"({piece}:){{6}}{low}", f"::({piece}:){{5}}{low}"]
    for before in range(5):
        head = f"(({piece}:){{0,{before}}}{piece})?"
        forms.append(f"{head}::({piece}:){{{4 - before}}}{low}")
    forms.append(f"(({piece}:){{0,5}}{piece})?::{piece}")
    forms.append(f"(({piece}:){{0,6}}{piece})?::")
    return "|".join(forms)


HOST: Final = rf"({NAME}|{_IPV4}|\[({_ipv6()})\])"
"""Any host: a name, an IPv4 address in its usual form, an IPv6 address in brackets."""

_NOT_IN_A_HOST: Final = re.compile(r"[\0-\x20\x7f#%/:<>?@\[\\\]^|]")
"""What no host name holds, however it was written (WHATWG: forbidden domain code points)."""

_NAMED: Final = re.compile(f"{NAME}|{_IPV4}")
_A_LABEL: Final = "xn--"
_RIGHT_TO_LEFT: Final = frozenset({"R", "AL", "AN"})
_OLD: Final = unicodedata.ucd_3_2_0
"""Browsers know the directions of letters by tables of different years: these are in all."""


def ascii_name(name: str) -> str | None:
    """Write a domain in ASCII: `Fußball.example` is xn--fuball-cta.example. None: it is no domain.

    Labels that no registry gives out are written all the same: it is `ascii_host` that asks
    whether a browser would open it. A name that is ASCII already is put in lower case and not
    looked at further.
    """
    if name.isascii():
        return name.lower()
    try:
        mapped = idna.uts46_remap(name, std3_rules=False, transitional=False)
    except idna.IDNAError:
        return None
    if _NOT_IN_A_HOST.search(mapped):
        return None
    return ".".join(map(_a_label, mapped.split(".")))


def ascii_host(name: str) -> str | None:
    """Write the name of a host as `ascii_name` does; None when a browser would open no such host.

    An IPv4 address stays as it is. IPv6 is not a name.
    """
    found = ascii_name(name)
    return found if found and _NAMED.fullmatch(found) and international(found) else None


def international(host: str) -> bool:
    """Whether each A-label of an ASCII host stands for a name. A regular expression cannot say it.

    True for a host without any.
    """
    labels = host.lower().removesuffix(".").split(".")
    if not any(label.startswith(_A_LABEL) for label in labels):
        return True
    if any(_A_LABEL in label[1:] for label in labels):
        return False  # one inside another: browsers do not agree on it
    try:
        read = [idna.ulabel(each) if each.startswith(_A_LABEL) else each for each in labels]
        letters = "".join(read)
        if not any(unicodedata.bidirectional(it) in _RIGHT_TO_LEFT for it in letters):
            return True
        for label in read:
            idna.check_bidi(label, check_ltr=True)
    except (idna.IDNAError, UnicodeError):
        return False
    return all(_OLD.bidirectional(letter) for letter in letters)


def _a_label(label: str) -> str:
    return label if label.isascii() else f"{_A_LABEL}{label.encode('punycode').decode('ascii')}"
