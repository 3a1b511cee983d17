"""TLS by our own listener, and the client certificate that a connection came with.

A client may show a certificate; one that `ca` did not issue ends the connection. One that names
nobody, or that issues certificates itself, counts as none. That Plain must show one is asked where
cards are (certificate.py): people who read the graph have none.
"""

import asyncio
import ssl
from collections.abc import Coroutine
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
        """Read the files. SettingsError, in one line, when they cannot be used.

        A context is read into once: what it is given to trust, or remembers of a client that it
        trusted, it never gives up.
        """
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        context.minimum_version = ssl.TLSVersion.TLSv1_2
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
        if self.ca is not None:
            context.verify_mode = ssl.CERT_OPTIONAL
        return context


HANDSHAKE = 10.0
"""Seconds for a client to finish its handshake."""

GOODBYE = 5.0
"""Seconds for it to answer that the connection ends."""


class TlsConnection(Connection):
    """One connection; what its client showed is in the scope of each of its requests.

    The handshake is made here, not by the loop: so it is bounded, and who has not finished it is
    one of those who are connected.
    """

    _handshake: asyncio.Task[None] | None = None
    _early = b""
    """What arrived in the moment between the handshake and our hearing of its end."""

    def __init__(self, *arguments: Any, context: ssl.SSLContext, **named: Any) -> None:
        super().__init__(*arguments, **named)
        self._context = context

    @property
    def busy(self) -> bool:
        return self._handshake is None and super().busy

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]  # as uvicorn has it
        self.transport = transport
        self.connections.add(self)
        self.door.enter(self)
        # Its first step is made here and now: a task would begin after the first bytes came, which
        # uvloop reads whether reading is paused or not.
        securing = self.loop.start_tls(
            transport,
            self,
            self._context,
            server_side=True,
            ssl_handshake_timeout=HANDSHAKE,
            ssl_shutdown_timeout=GOODBYE,
        )
        done: asyncio.Future[None] = securing.send(None)
        self._handshake = self.loop.create_task(self._secure(transport, securing, done))

    def data_received(self, data: bytes) -> None:
        if self._handshake is None:
            super().data_received(data)
        else:
            self._early += data

    def connection_lost(self, exc: Exception | None) -> None:
        if self._handshake is None:
            super().connection_lost(exc)
        else:
            self._gone()

    def shutdown(self) -> None:
        if self._handshake is None:
            super().shutdown()
        else:
            self.transport.abort()

    async def _secure(
        self,
        raw: asyncio.Transport,
        securing: Coroutine[Any, Any, asyncio.Transport | None],
        done: asyncio.Future[None],
    ) -> None:
        await asyncio.wait([done])
        secured = None
        try:
            securing.send(None)
        except StopIteration as result:
            secured = result.value
        except OSError:  # no TLS, a certificate of somebody else, too late, gone: nobody to tell
            pass
        if secured is None or secured.is_closing():
            raw.abort()
            self._gone()
            return
        self._handshake = None
        self._begin(secured)

    def _begin(self, transport: asyncio.Transport) -> None:
        shown = transport.get_extra_info("peercert")
        whole = transport.get_extra_info("ssl_object").getpeercert(binary_form=True)
        if shown and shown.get("subject") and not is_authority(whole):
            self.app = WithCertificate(self.app, subject_of(shown))
        super().connection_made(transport)
        if self._early:
            early, self._early = self._early, b""
            self.data_received(early)

    def _gone(self) -> None:
        self.connections.discard(self)
        self.door.leave(self)


def is_authority(certificate: bytes) -> bool:
    """Whether a certificate (DER) is one that issues others: it stands for no client of its own.

    Else the CA's own, which is public, would be accepted from whoever has its key at hand, and
    an intermediate's too.
    """
    alone = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
    alone.load_verify_locations(cadata=certificate)
    return alone.cert_store_stats()["x509_ca"] > 0


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
