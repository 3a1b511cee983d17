"""Addresses that may become a link: absolute, https, http or mailto, nothing hidden in them."""

import re
from typing import Final
from urllib.parse import quote, unquote, urlsplit

from aggregator.domain.host import ascii_host
from aggregator.domain.plain.limits import URL_SCHEMES, URL_STARTS
from aggregator.domain.plain.values import UrlRule
from aggregator.domain.web_address import as_browsers_read

LONGEST: Final = 2048
"""Characters of an address: browsers and mail programs refuse longer ones in their own ways."""

BARE: Final = "www."
"""How a bare address may begin: markdown links it although it names no scheme."""

_PLAIN = UrlRule()
_FORBIDDEN = re.compile(r"""[\s\x00-\x20\x7f-\x9f<>"`\\]""")
_MAILBOX = re.compile(r"""(?P<local>[^\s\x00-\x1f\x7f-\x9f@<>()\[\],;:"\\]+)@(?P<host>[^\s@]+)""")
_NAMED_MAILBOX = re.compile(r"[^<>]*<([^<>]*)>\s*")
_SAFE = ":/?#[]@!$&'()*+,;=%~-._"


def encode_value(value: str) -> str:
    """Percent-encode a value so that it stays in its place in an address."""
    return quote(value, safe="", errors="replace")


def safe_url(text: str) -> str | None:
    """Give the address as it may be linked, in ASCII; None when it may not.

    A blank in it, and whatever else a browser would encode, is encoded. Refused: other schemes, no
    or an odd host, user names (`https://bank.com@evil`), `.` or `..` as a path segment, which
    browsers resolve to another place, and whatever Plain would refuse.
    """
    if not text or len(text) > LONGEST:
        return None
    text = as_browsers_read(text)
    if _FORBIDDEN.search(text):
        return None
    scheme, colon, rest = text.partition(":")
    scheme = scheme.lower()
    if not colon or scheme not in URL_SCHEMES:
        return None
    if scheme == "mailto":
        address, directive, query = rest.partition("?")
        found = mail_url(unquote(address))
        url = f"{found}{directive}{_encoded(query)}" if found else None
    else:
        url = _web(scheme, text) if rest.startswith("//") else None
    return url if url is not None and _PLAIN.broken(url) is None else None


def begins_well(address: str, *, bare: bool = False) -> bool:
    """Whether an author's address in markdown names its scheme, which a bare one need not."""
    return address.lower().startswith((*URL_STARTS, BARE) if bare else URL_STARTS)


def linked(address: str) -> str | None:
    """Give an address in markdown as it may be linked; None when it may not."""
    if not address.lower().startswith(BARE):
        return safe_url(address)
    found = safe_url(f"https://{address}")
    return found and found.removeprefix("https://")


def mail_url(address: str) -> str | None:
    """Give the address that writes to a mailbox, `Ann Lee <ann@x.example>` as its bare one.

    None when it is not exactly one mailbox.
    """
    named = _NAMED_MAILBOX.fullmatch(address)
    mailbox = _MAILBOX.fullmatch((named[1] if named else address).strip())
    host = ascii_host(mailbox["host"]) if mailbox else None
    return f"mailto:{encode_value(mailbox['local'])}@{host}" if mailbox and host else None


def _web(scheme: str, text: str) -> str | None:
    try:
        parts = urlsplit(text)
        port = parts.port
    except ValueError:
        return None
    host = ascii_host(parts.hostname or "")
    if "@" in parts.netloc or host is None:
        return None
    segments = parts.path.lower().replace("%2e", ".").split("/")
    if "." in segments or ".." in segments:
        return None
    where = host if port is None else f"{host}:{port}"
    return f"{scheme}://{where}{_encoded(text[text.index('//') + 2 + len(parts.netloc) :])}"


def _encoded(tail: str) -> str:
    return quote(tail, safe=_SAFE, errors="replace")
