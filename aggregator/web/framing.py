"""Where a request ends, read strictly: what two programs could read differently is refused.

A proxy in front and this service must agree on every request's end. So RFC 9112 is taken at its
word where h11 is lenient: both lengths at once, a transfer coding in HTTP/1.0, another version
than 1.x, a target that is no path. The absolute form (`GET http://host/path`) is its path.
"""

from urllib.parse import urlsplit

import h11

HEAD = 16_384
"""Bytes of a request's line and headers."""


class Framing(h11.Connection):
    """h11's server side, strict."""

    def __init__(self) -> None:
        super().__init__(h11.SERVER, HEAD)

    def next_event(self) -> h11.Event | type[h11.NEED_DATA] | type[h11.PAUSED]:
        """Give the next event. RemoteProtocolError for what is not to be answered."""
        event = super().next_event()
        return strict(event) if isinstance(event, h11.Request) else event


def strict(request: h11.Request) -> h11.Request:
    """Give the request with a path for its target. RemoteProtocolError when it is refused."""
    # What came in one piece h11 has read already, however long it is.
    if sum(len(name) + len(value) for name, value in request.headers) > HEAD:
        raise h11.RemoteProtocolError("a head that is too long", 431)
    names = {name for name, _ in request.headers}
    if not request.http_version.startswith(b"1."):
        raise h11.RemoteProtocolError("another version than HTTP/1.x", 505)
    if b"transfer-encoding" in names:
        if b"content-length" in names:
            raise h11.RemoteProtocolError("both Content-Length and Transfer-Encoding")
        if request.http_version == b"1.0":
            raise h11.RemoteProtocolError("Transfer-Encoding in HTTP/1.0")
    if request.target.startswith(b"/") or request.target == b"*":
        return request
    return _by_path(request)


def _by_path(request: h11.Request) -> h11.Request:
    """Take host and path out of an absolute form: the Host header is then to be ignored."""
    scheme, separator, rest = request.target.partition(b"://")
    if scheme.lower() not in (b"http", b"https") or not separator:
        raise h11.RemoteProtocolError("a target that is no path")
    try:
        parts = urlsplit(b"//" + rest)
    except ValueError:
        raise h11.RemoteProtocolError("a target that is no URL") from None
    if not parts.netloc or b"@" in parts.netloc:
        raise h11.RemoteProtocolError("a target that is no URL")
    target = (parts.path or b"/") + (b"?" + parts.query if parts.query else b"")
    headers = [(name, value) for name, value in request.headers if name != b"host"]
    return h11.Request(
        method=request.method,
        target=target,
        headers=[(b"host", parts.netloc), *headers],
        http_version=request.http_version,
    )
