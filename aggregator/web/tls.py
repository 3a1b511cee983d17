"""TLS by our own listener, and the client certificate that a connection came with.

A client may show a certificate; one that `ca` did not issue ends the connection. That Plain must
show one is asked where cards are (certificate.py): people who read the graph have none.
"""

import asyncio
import ssl
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from starlette.types import ASGIApp, Receive, Scope, Send

from aggregator.domain.errors import SettingsError
from aggregator.web.connection import Connection


@dataclass(frozen=True, slots=True)
class Tls:
    """PEM files: our certificate chain, its key, and who issues clients' certificates, if asked."""

    certificate: Path
    key: Path
    ca: Path | None = None

    def context(self) -> ssl.SSLContext:
        """Read the files. SettingsError, in one line, when they cannot be used."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
        self.load(context)
        if self.ca is not None:
            context.verify_mode = ssl.CERT_OPTIONAL
        return context

    def load(self, context: ssl.SSLContext) -> None:
        """Read them again into `context`: connections from now on see what is there now."""
        try:
            context.load_cert_chain(self.certificate, self.key)
            if self.ca is not None:
                context.load_verify_locations(self.ca)
        except (OSError, ssl.SSLError) as error:
            files = ", ".join(str(each) for each in (self.certificate, self.key, self.ca) if each)
            raise SettingsError(
                f"TLS cannot use {files} ({type(error).__name__}). Fix: PEM files that belong "
                "together and that this user may read"
            ) from None


class TlsProtocol(Connection):
    """One connection; what its client showed is in the scope of each of its requests."""

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        super().connection_made(transport)
        shown = transport.get_extra_info("peercert")
        if shown:
            self.app = WithCertificate(self.app, subject_of(shown))


class WithCertificate:
    """An application on one connection; `subject` is whom its client certificate names."""

    def __init__(self, app: Any, subject: str) -> None:
        self.app: ASGIApp = app
        self.subject = subject

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        extensions = {
            **(scope.get("extensions") or {}),
            "tls": {"client_cert_name": self.subject},
        }
        await self.app({**scope, "extensions": extensions}, receive, send)


def subject_of(certificate: dict[str, Any]) -> str:
    """Write the subject of a certificate as `ssl` gives it: "CN=plain"."""
    parts = [pair for relative in certificate.get("subject", ()) for pair in relative]
    return ",".join(f"{'CN' if name == 'commonName' else name}={value}" for name, value in parts)
