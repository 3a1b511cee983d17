"""Addresses that may become a link: absolute, https, http or mailto, nothing hidden in them."""

import re
from typing import Final
from urllib.parse import quote, urlsplit

from aggregator.domain.plain.limits import URL_SCHEMES

SCHEMES: Final = ("https://", "http://", "mailto:")
"""What a link's template begins with, literally."""

LONGEST: Final = 2048
"""Characters of an address: browsers and mail programs refuse longer ones in their own ways."""

_FORBIDDEN = re.compile(r"""[\s\x00-\x20\x7f-\x9f<>"`\\]""")
_HOST = re.compile(r"[A-Za-z0-9_-]+(?:\.[A-Za-z0-9_-]+)*\.?")
_ADDRESS = re.compile(r"[^@?]+@[^@?/]+")
_SAFE = ":/?#[]@!$&'()*+,;=%~-._"


def encode_value(value: str) -> str:
    """Percent-encode a value so that it stays in its place in an address."""
    return quote(value, safe="", errors="replace")


def safe_url(text: str) -> str | None:
    """Give the address as it may be linked, in ASCII; None when it may not.

    Refused: other schemes, no or an odd host, user names (`https://bank.com@evil`), characters no
    URL has, and `.` or `..` as a path segment, which browsers resolve to another place.
    """
    if not text or len(text) > LONGEST or _FORBIDDEN.search(text):
        return None
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in URL_SCHEMES:
        return None
    if scheme == "mailto":
        return _mail(rest)
    return _web(scheme, text) if rest.startswith("//") else None


def _mail(rest: str) -> str | None:
    address, _, query = rest.partition("?")
    if not _ADDRESS.fullmatch(address.replace("%40", "@")):
        return None
    mail = f"mailto:{address}" + (f"?{query}" if query else "")
    return quote(mail, safe=_SAFE, errors="replace")


def _web(scheme: str, text: str) -> str | None:
    try:
        parts = urlsplit(text)
        host, port = parts.hostname, parts.port
        name = (host or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError):
        return None
    if "@" in parts.netloc or not _HOST.fullmatch(name):
        return None
    segments = parts.path.lower().replace("%2e", ".").split("/")
    if "." in segments or ".." in segments:
        return None
    where = name if port is None else f"{name}:{port}"
    tail = text[text.index("//") + 2 + len(parts.netloc) :]
    return f"{scheme}://{where}{quote(tail, safe=_SAFE, errors='replace')}"
