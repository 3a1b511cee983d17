"""One attempt at a card endpoint: what came back, or why nothing did, in Plain's terms."""

import ssl
from dataclasses import dataclass

import aiohttp
import httpx

from aggregator.domain.plain import limits
from aggregator.simulator.call import Outgoing
from aggregator.simulator.clock import PlainClock, within
from aggregator.simulator.instances import Request, Timeout


@dataclass(frozen=True, slots=True)
class Received:
    """An answer; `body` is cut one byte beyond what was to be read."""

    status: int
    body: bytes
    retry_after: str | None = None
    """The header Retry-After, which Plain heeds as little as any other."""
    content_type: str = ""


@dataclass(frozen=True, slots=True)
class Attempt:
    """One attempt, for whoever counts: `request` is the number of the request, from 1.

    `failure` is why no answer came. `milliseconds` is this attempt alone.
    """

    request: int
    attempt: int
    url: str
    keys: tuple[str, ...]
    status: int | None
    failure: Request | Timeout | None
    size: int
    milliseconds: float
    retry_after: str | None = None


async def send(
    client: httpx.AsyncClient, clock: PlainClock, url: str, outgoing: Outgoing, maximum: int
) -> Received | Request | Timeout:
    """Post once and read at most `maximum` bytes; fifteen seconds for everything. Never raises."""
    try:
        return await within(clock, limits.TIMEOUT, _post(client, url, outgoing, maximum))
    except TimeoutError:
        return Timeout(int(limits.TIMEOUT))
    except (httpx.HTTPError, httpx.InvalidURL) as error:
        return Request(error_code(error), str(error).rstrip(".") or type(error).__name__)
    except (UnicodeError, ValueError):
        return Request("ERR_INVALID_CHAR", "the URL or a header holds what HTTP cannot carry")


async def _post(client: httpx.AsyncClient, url: str, outgoing: Outgoing, maximum: int) -> Received:
    headers = dict(outgoing.headers)
    async with client.stream("POST", url, content=outgoing.body, headers=headers) as response:
        if response.status_code != 200:
            maximum = min(maximum, 8_192)  # no more of it is ever shown
        body = bytearray()
        async for piece in response.aiter_bytes():
            body += piece
            if len(body) > maximum:
                break
        after = response.headers.get("Retry-After")
        kind = response.headers.get("Content-Type", "")
        return Received(response.status_code, bytes(body[: maximum + 1]), after, kind)


_CODES: tuple[tuple[type[BaseException], str], ...] = (
    (aiohttp.ClientConnectorDNSError, "ENOTFOUND"),
    (aiohttp.ClientConnectorCertificateError, "CERT_UNTRUSTED"),
    (ssl.SSLCertVerificationError, "CERT_UNTRUSTED"),
    (aiohttp.ClientSSLError, "EPROTO"),
    (ssl.SSLError, "EPROTO"),
    (httpx.InvalidURL, "ERR_INVALID_URL"),
    (httpx.UnsupportedProtocol, "ERR_INVALID_URL"),
    (httpx.LocalProtocolError, "ERR_INVALID_CHAR"),
    (ConnectionResetError, "ECONNRESET"),
    (httpx.ConnectError, "ECONNREFUSED"),
    (httpx.RemoteProtocolError, "HPE_INVALID"),
    (httpx.DecodingError, "Z_DATA_ERROR"),
    (httpx.NetworkError, "ECONNRESET"),
)
"""What went wrong -> Node.js's word for it, the most specific first."""


def error_code(error: BaseException) -> str:
    """Name a failed request; which names Plain uses is not published."""
    causes = [error]
    while (cause := causes[-1].__cause__) is not None and len(causes) < 10:
        causes.append(cause)
    for kind, code in _CODES:
        if any(isinstance(it, kind) for it in causes):
            return code
    return "EUNKNOWN"
