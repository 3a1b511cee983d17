"""Reading a request's body, bounded in bytes and in time."""

import asyncio
from http import HTTPStatus

from starlette.exceptions import HTTPException
from starlette.requests import Request

from aggregator.domain.errors import PayloadTooLarge, UnsupportedBody
from aggregator.web.whole import whole_body

SECONDS = 10.0
"""A body that takes longer to arrive is of no use: Plain itself gives up after 15 s."""

DRAIN = 1_048_576
"""Bytes beyond the cap that are read and thrown away, so that the sender gets to read our answer:
closing on unread bytes resets the connection."""


async def read_body(request: Request, limit: int, seconds: float = SECONDS) -> bytes:
    """Read at most `limit` bytes, whatever Content-Length claims.

    Raises PayloadTooLarge, UnsupportedBody for a compressed body, HTTPException 408 when the body
    takes longer than `seconds`, and starlette's ClientDisconnect.
    """
    encoding = request.headers.get("content-encoding", "identity").strip().lower()
    if encoding not in ("", "identity"):
        raise UnsupportedBody(
            "The body is compressed, which this service does not accept. "
            "Fix: send it without Content-Encoding."
        )
    whole = whole_body(request.scope)
    if whole is not None and len(whole) <= limit:
        return whole
    too_large = PayloadTooLarge(f"The body is larger than {limit} bytes. Fix: send less.")
    if whole is not None:
        raise too_large
    if _declares_more(request, limit):
        raise too_large
    chunks: list[bytes] = []
    size = 0
    try:
        async with asyncio.timeout(seconds):
            async for chunk in request.stream():
                size += len(chunk)
                if size > DRAIN:
                    break
                if size <= limit:
                    chunks.append(chunk)
    except TimeoutError:
        raise HTTPException(HTTPStatus.REQUEST_TIMEOUT) from None
    if size > limit:
        raise too_large
    return b"".join(chunks)


def _declares_more(request: Request, limit: int) -> bool:
    """Say whether the sender announces so much, or so politely, that nothing need be read of it."""
    declared = request.headers.get("content-length", "")
    if not (declared.isascii() and declared.isdigit()):
        return False
    # Fifteen digits: more than anybody sends, fewer than `int` refuses.
    size = DRAIN + 1 if len(declared) > 15 else int(declared)
    return size > DRAIN or (size > limit and "expect" in request.headers)
