"""Why no answer came from a service, and what to try: for whoever typed its address."""

import asyncio
import contextlib
import ssl
from urllib.parse import SplitResult, urlsplit

import httpx

from aggregator.upstream.tls_cause import TlsCause, tls_cause

PROBE = 3.0
"""Seconds in which a server shows whether it speaks TLS or plain HTTP."""

CA = "--ca FILE"
"""How a command is told which authorities to trust."""

_FIXES = {
    TlsCause.SELF_SIGNED: "{ca} with that certificate in PEM form, when it is yours",
    TlsCause.UNKNOWN_AUTHORITY: "{ca} with that authority's certificate in PEM form",
    TlsCause.UNTRUSTED: "{ca} with the certificate of its authority in PEM form",
    TlsCause.LACKING: "have it issued anew: an authority with keyUsage, a server's certificate "
    "with authorityKeyIdentifier; Python 3.13 and later insist on them",
    TlsCause.EXPIRED: "renew it on the server, and look whether the clock here is right",
    TlsCause.NOT_YET_VALID: "look whether the clocks are right, here and where it was issued",
    TlsCause.OTHER_HOST: "the address that it is for, or a certificate for this address",
    TlsCause.CLIENT_CERTIFICATE: "certificate and key in [tls] of plain.toml, then "
    "aggregator plain open",
    TlsCause.NO_COMMON_VERSION: "TLS 1.2 or 1.3 on the server",
    TlsCause.REFUSED: "the server's log says why; it may not know this host name",
    TlsCause.HUNG_UP: "the server's log says why; it may want a client certificate",
}

UNCLEAR = (TlsCause.HUNG_UP, TlsCause.REFUSED)
"""A server of plain HTTP that is asked for TLS may do the same."""


async def unreached(url: str, where: str, error: httpx.HTTPError, *, look: bool) -> str:
    """Say in a line why `url` gave no answer; `where` is as much of it as may be shown.

    With `look`, a server that hung up is asked whether it speaks the other of http and https.
    """
    cause = tls_cause(error)
    dropped = isinstance(error, httpx.ReadError | httpx.RemoteProtocolError)
    if look and (cause in UNCLEAR if cause else dropped):
        other = await wrong_scheme(url, where)
        if other is not None:
            return other
    if cause is not None:
        return no_tls(where, cause)
    if isinstance(error, httpx.ConnectError):
        return f"Nothing answers at {where} ({error}). Is the service started, and the port right?"
    detail = str(error).rstrip(".") or type(error).__name__
    return f"{where} broke the exchange off: {detail}."


def cause_said(words: str) -> TlsCause | None:
    """Give the cause that the words of a failed request name, if they do."""
    return next((cause for cause in TlsCause if cause == words), None)


def no_tls(where: str, cause: TlsCause, ca: str = CA) -> str:
    """Say in a line that there is no TLS connection to `where`, why, and what to try."""
    if cause is TlsCause.NO_TLS:
        return _other_scheme(where)
    return f"No TLS connection to {where}: {cause}. Fix: {_FIXES[cause].format(ca=ca)}"


async def misdirected(url: str, where: str, status: int, body: bytes) -> str | None:
    """Say so when a refusal is that of a server of TLS that was asked in plain HTTP."""
    if status != httpx.codes.BAD_REQUEST or body.lstrip().startswith(b"{"):
        return None
    return await wrong_scheme(url, where)


async def wrong_scheme(url: str, where: str) -> str | None:
    """Say so when `url` is http:// and its server speaks TLS, or the other way round."""
    parts = urlsplit(url)
    try:
        async with asyncio.timeout(PROBE):
            other = await (_speaks_http if parts.scheme == "https" else _speaks_tls)(parts)
    except (OSError, ValueError):  # TimeoutError and ssl.SSLError are OSErrors
        return None
    return _other_scheme(where) if other else None


def _other_scheme(where: str) -> str:
    scheme, _, rest = where.partition("://")
    if scheme == "https":
        return f"{where}: it does not speak TLS. Fix: http://{rest}"
    return f"{where}: it speaks TLS. Fix: https://{rest}"


async def _speaks_tls(parts: SplitResult) -> bool:
    context = ssl.create_default_context()
    context.check_hostname, context.verify_mode = False, ssl.CERT_NONE  # nothing is sent to it
    host = parts.hostname or ""
    try:
        _, writer = await asyncio.open_connection(
            host, parts.port or 80, ssl=context, server_hostname=host
        )
    except ssl.SSLError as error:
        return "ALERT" in (error.reason or "")  # refused, in TLS
    await _closed(writer)
    return True


async def _speaks_http(parts: SplitResult) -> bool:
    reader, writer = await asyncio.open_connection(parts.hostname, parts.port or 443)
    try:
        writer.write(b"HEAD / HTTP/1.0\r\n\r\n")
        said = await reader.readexactly(12)
    except asyncio.IncompleteReadError:
        return False
    finally:
        await _closed(writer)
    # Servers of TLS answer plain HTTP with a 400 that says so.
    return said.startswith(b"HTTP/") and not said.endswith(b" 400")


async def _closed(writer: asyncio.StreamWriter) -> None:
    writer.transport.abort()
    with contextlib.suppress(OSError):
        await writer.wait_closed()
