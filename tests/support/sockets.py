"""A plain socket that says something to a server and listens until it is closed."""

import socket

WAIT = 30
"""Seconds after which an answer that has not come never will."""


def said_until_closed(port: int, said: bytes, after_answer: bytes = b"") -> bytes:
    """Say `said`, and `after_answer` once something came; what came until it was closed."""
    with socket.create_connection(("127.0.0.1", port), WAIT) as raw:
        raw.sendall(said)
        came = b""
        if after_answer:
            came = raw.recv(65_536)
            raw.sendall(after_answer)
        while True:
            try:
                part = raw.recv(65_536)
            except ConnectionResetError:  # it closed on what it had not read
                return came
            if not part:
                return came
            came += part
