"""A server that says in TLS what it does not like; asyncio's hangs up instead."""

import contextlib
import socket
import ssl
import threading
from collections.abc import Iterator
from pathlib import Path

DATA = Path(__file__).parents[1] / "data" / "tls"
AUTHORITY = DATA / "authority.pem"
CLIENTS = DATA / "clients-ca.pem"

_BODY = b'{"cards":[{"key":"plan","components":null}],"data":{"a":1}}'
_ANSWER = (
    f"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {len(_BODY)}\r\n"
    "Connection: close\r\n\r\n"
).encode() + _BODY
_SAID = b"<html>The plain HTTP request was sent to HTTPS port</html>"
_REFUSAL = (
    f"HTTP/1.1 400 Bad Request\r\nContent-Length: {len(_SAID)}\r\nConnection: close\r\n\r\n"
).encode() + _SAID
_HANDSHAKE = b"\x16"
"""The first byte of a ClientHello."""


def server_context(certificate: str = "issued.pem") -> ssl.SSLContext:
    """Speak TLS with a certificate of tests/data/tls that has its key in it."""
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(DATA / certificate)
    return context


@contextlib.contextmanager
def tls_server(context: ssl.SSLContext | None, *, polite: bool = False) -> Iterator[int]:
    """Answer every request on 127.0.0.1 at the port that is given; `context` None: in plain HTTP.

    A `polite` server of TLS answers plain HTTP with a 400 that says what is wrong.
    """
    listener = socket.create_server(("127.0.0.1", 0))
    stopped = threading.Event()

    def serve() -> None:
        while not stopped.is_set():
            connection, _ = listener.accept()
            with contextlib.suppress(OSError), connection:
                _converse(connection, context, polite=polite)

    thread = threading.Thread(target=serve, name="tls-server", daemon=True)
    thread.start()
    try:
        yield listener.getsockname()[1]
    finally:
        stopped.set()
        socket.create_connection(listener.getsockname()).close()
        thread.join(20)
        listener.close()
    assert not thread.is_alive()


def _converse(connection: socket.socket, context: ssl.SSLContext | None, *, polite: bool) -> None:
    connection.settimeout(20)
    if context is None:
        _answer(connection)
    elif polite and connection.recv(1, socket.MSG_PEEK) != _HANDSHAKE:
        connection.recv(65_536)
        connection.sendall(_REFUSAL)
    else:
        with context.wrap_socket(
            connection, server_side=True, do_handshake_on_connect=False
        ) as secure:
            try:
                secure.do_handshake()
            except ssl.SSLError:
                _read_out(secure)
                return
            _answer(secure)


def _read_out(secure: ssl.SSLSocket) -> None:
    """Wait for the client to hang up: a reset would take from it the alert that was sent."""
    socket.socket.shutdown(secure, socket.SHUT_WR)
    while socket.socket.recv(secure, 65_536):
        pass


def _answer(connection: socket.socket) -> None:
    said = b""
    while selection := connection.recv(65_536):
        said += selection
        head, end, body = said.partition(b"\r\n\r\n")
        if not end:
            if not said[:1].isalpha():
                connection.sendall(b"HTTP/1.1 400 Bad Request\r\nContent-Length: 0\r\n\r\n")
                return
            continue
        length = next(
            (
                int(line.partition(b":")[2])
                for line in head.splitlines()
                if line.lower().startswith(b"content-length:")
            ),
            0,
        )
        if len(body) >= length:
            connection.sendall(_ANSWER)
            return
