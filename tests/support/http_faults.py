"""What a source's server may do to a call, byte by byte, and the error that it must be."""

import httpx

from tests.support.raw_server import (
    Script,
    say_and_hang,
    say_and_hang_up,
    say_and_reset,
)

OK = b"HTTP/1.1 200 OK\r\n"
CHUNKED = OK + b"Transfer-Encoding: chunked\r\n\r\n"

# Each fault: what the server does once asked, httpx's error for it, the cause in words.
FAULTS: dict[str, tuple[Script, type[httpx.TransportError], str]] = {
    "reset": (say_and_reset(), httpx.ReadError, "the connection was reset"),
    "hangs up": (say_and_hang_up(), httpx.RemoteProtocolError, "it hung up without an answer"),
    "hangs": (say_and_hang(), httpx.ReadTimeout, "no bytes came in time"),
    "hangs up mid-headers": (
        say_and_hang_up(OK + b"Content-Le"),
        httpx.RemoteProtocolError,
        "it hung up without an answer",
    ),
    "hangs mid-headers": (say_and_hang(OK + b"A: b"), httpx.ReadTimeout, "no bytes came in time"),
    "bad status line": (
        say_and_hang_up(b"220 smtp.example ESMTP ready\r\n\r\n"),
        httpx.RemoteProtocolError,
        "its answer is not HTTP",
    ),
    "header without colon": (
        say_and_hang_up(OK + b"nonsense\r\n\r\n"),
        httpx.RemoteProtocolError,
        "its answer is not HTTP",
    ),
    "bad content length": (
        say_and_hang_up(OK + b"Content-Length: many\r\n\r\n"),
        httpx.RemoteProtocolError,
        "its answer is not HTTP",
    ),
    "endless header": (
        say_and_hang_up(OK + b"A: " + b"a" * 100_000 + b"\r\n\r\n"),
        httpx.RemoteProtocolError,
        "its answer is not HTTP",
    ),
    "cut body": (
        say_and_hang_up(OK + b"Content-Length: 100\r\n\r\nabc"),
        httpx.RemoteProtocolError,
        "its answer broke off",
    ),
    "cut chunk": (
        say_and_hang_up(CHUNKED + b"64\r\nabc"),
        httpx.RemoteProtocolError,
        "its answer broke off",
    ),
    "no last chunk": (
        say_and_hang_up(CHUNKED + b"3\r\nabc\r\n"),
        httpx.RemoteProtocolError,
        "its answer broke off",
    ),
    "body hangs": (
        say_and_hang(OK + b"Content-Length: 100\r\n\r\nabc"),
        httpx.ReadTimeout,
        "no bytes came in time",
    ),
}
