"""One GraphQL operation sent to a running service, and its answer."""

import asyncio
import ssl
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

import httpx
import orjson

from aggregator.simulator.call import CallError, origin
from aggregator.simulator.unreached import misdirected, unreached
from aggregator.upstream.transport import AiohttpTransport

TIMEOUT = 30.0
"""Seconds for one operation: the service itself ends it far earlier."""


@dataclass(frozen=True, slots=True)
class QueryReport:
    """A GraphQL response: `data` and `errors` in `payload`, in the order they came."""

    status: int
    payload: Mapping[str, Any]

    @property
    def errors(self) -> list[str]:
        """What each error says, in a line."""
        given = self.payload.get("errors") or []
        return [
            str(each.get("message", each) if isinstance(each, dict) else each) for each in given
        ]


async def query(
    url: str,
    document: str,
    *,
    token: str | None,
    variables: Mapping[str, Any],
    card: Mapping[str, Any] | None = None,
    operation_name: str | None = None,
    tls: ssl.SSLContext | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> QueryReport:
    """Run `document` at `url`, for the subject `card` in the shape of Plain's request.

    `tls` says who is trusted; `transport` replaces the network. CallError when no GraphQL response
    came: nothing answered, or refused the token.
    """
    body: dict[str, Any] = {"query": document, "variables": variables}
    if operation_name is not None:
        body["operationName"] = operation_name
    if card is not None:
        body["extensions"] = {"card": card}
    headers = {
        "Content-Type": "application/json",
        "Accept": "application/graphql-response+json, application/json;q=0.9",
    }
    if token is not None:
        headers["Authorization"] = f"Bearer {token}"
    where = origin(url)
    try:
        async with (
            asyncio.timeout(TIMEOUT),
            httpx.AsyncClient(
                transport=transport or AiohttpTransport(tls),
                trust_env=False,
                timeout=None,  # noqa: S113 -- asyncio.timeout above bounds the whole exchange
            ) as client,
        ):
            response = await client.post(url, content=orjson.dumps(body), headers=headers)
    except TimeoutError:
        raise CallError(f"{where} did not answer within {TIMEOUT:g} s. Is it stuck?") from None
    except (httpx.UnsupportedProtocol, httpx.InvalidURL, httpx.LocalProtocolError):
        raise CallError(f"{where} is not an http:// or https:// address.") from None
    except httpx.HTTPError as error:
        told = await unreached(url, where, error, look=transport is None)
        raise CallError(told) from error
    except (UnicodeEncodeError, orjson.JSONEncodeError):
        raise CallError("The query or token holds text that is not valid UTF-8.") from None
    if transport is None:
        other = await misdirected(url, where, response.status_code, response.content)
        if other is not None:
            raise CallError(other)
    return QueryReport(response.status_code, _payload(where, response))


def _payload(where: str, response: httpx.Response) -> Mapping[str, Any]:
    status = f"{response.status_code} {response.reason_phrase}".strip()
    if response.status_code == httpx.codes.UNAUTHORIZED:
        raise CallError(f"{where} answered {status}. Fix: --token with a token of that service.")
    try:
        body = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        body = None
    if isinstance(body, dict) and ("data" in body or "errors" in body):
        return body
    detail = body.get("detail") if isinstance(body, dict) else None
    raise CallError(
        f"{where} answered {status}, no GraphQL response. {detail or 'Is it /graphql?'}"
    )
