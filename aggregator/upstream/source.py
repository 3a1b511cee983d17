"""A source: a connector's lookups, asked over HTTP at one address with one credential."""

import ssl
import time
from collections.abc import Mapping, Sequence
from urllib.parse import urlsplit

import httpx

from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import ConnectorError, SettingsError, SourceMalformed
from aggregator.domain.lookup import Connector, Lookup
from aggregator.mapping.paths import Getter, Unreadable, compile_null, compile_path
from aggregator.telemetry.trace import Batch
from aggregator.upstream.auth import Auth, check_credentials, fixed_auth
from aggregator.upstream.call import DecodedReply
from aggregator.upstream.client import RetryingClient
from aggregator.upstream.graphql_errors import graphql_error
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.lookups import askable, build_call, extras
from aggregator.upstream.oauth2 import ClientCredentials
from aggregator.upstream.paging import PageCursor
from aggregator.upstream.records import Grouped, Record, WrongShape
from aggregator.upstream.sender import AiohttpSender, HttpxSender
from aggregator.upstream.source_gate import SourceGate, SourceHealth


class SourceClient:
    """One configured source. Belongs to the event loop it is first asked in.

    `repr` tells its name and connector, never its address or credential.
    """

    def __init__(self, name: str, connector: Connector, client: RetryingClient) -> None:
        self.name = name
        self.connector = connector
        self._client = client
        self._paths = {lookup.name: _Paths(connector, lookup) for lookup in connector.lookups}

    def __repr__(self) -> str:
        return f"SourceClient({self.name!r}, {self.connector.key!r})"

    @property
    def health(self) -> SourceHealth:
        """Whether it is asked at present. What all requests have learned, in this process."""
        return self._client.health

    async def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Mapping[str, Sequence[Record | None]]:
        """Find the records of at most `lookup.batch.max` keys; a key without any is absent.

        A key has at most `per_key` records (one, unless the lookup answers `many`), in the
        source's order; None among them stands for one that is perhaps its own, and unreadable.
        Pages are followed until every key has so many, or they end (one that comes again with its
        cursor is an end too), or `max_pages` have been read. Each HTTP call is written into
        `batch`.
        Raises SourceError (only).
        """
        asked = askable(lookup, keys)
        if not asked:
            return {}
        paths = self._paths[lookup.name]
        maximum = max(1, per_key) if lookup.many else 1
        found = Grouped(lookup.key, asked, maximum, paths.match)
        cursor, pages = PageCursor(paths.cursor), list[object]()
        log = self._client.log(batch)
        route = ""
        try:
            for _ in range(lookup.pages.max_pages if lookup.pages else 1):
                call = build_call(lookup, asked, extras(lookup, maximum, cursor.at))
                route = call.route
                answer = await self._client.send(call, deadline, log)
                if answer.empty:
                    break
                if lookup.request.document is not None:
                    self._raise_told(route, answer)
                page = [] if paths.is_null(answer.body) else paths.records(answer.body)
                if page in pages and cursor.repeats(answer.body):
                    break
                found.add(page)
                pages.append(page)
                if found.complete or not cursor.advance(answer.body):
                    break
            return found.by_key()
        except WrongShape as wrong:
            what = str(wrong)
        except Unreadable as unreadable:
            what = f"with another shape than its paths expect ({unreadable})"
        raise SourceMalformed(
            self.name,
            f"{self.name} answered {route} {what}: check the lookup {lookup.name} of the "
            f"connector {self.connector.key}",
            route=route,
            lookup=lookup.name,
        )

    def _raise_told(self, route: str, answer: DecodedReply) -> None:
        error = graphql_error(self.name, route, answer.body, answer.headers)
        if error is not None:
            self._client.heed(error)
            raise error

    async def close(self) -> None:
        """Close its connections. May be called again."""
        await self._client.close()


class _Paths:
    """A lookup's paths into an answer, compiled."""

    def __init__(self, connector: Connector, lookup: Lookup) -> None:
        where = f"{connector.key}.{lookup.name}"
        self.records = _compiled(where, "records", lookup.records)
        self.is_null = compile_null(lookup.records)
        self.match = _compiled(where, "match", lookup.match)
        self.cursor: Getter = (
            _compiled(where, "cursor", lookup.pages.cursor) if lookup.pages else lambda _: None
        )


def _compiled(where: str, field: str, path: str) -> Getter:
    try:
        return compile_path(path)
    except ConnectorError as error:
        raise ConnectorError(
            f"The lookup {where}, `{field}`: {error.message}", lookup=where, field=field
        ) from None


def build_source(
    name: str,
    connector: Connector,
    url: str,
    credentials: Mapping[str, str],
    limits: UpstreamLimits,
    clock: Clock = time.monotonic,
    *,
    tls: ssl.SSLContext | None = None,
    transport: httpx.AsyncBaseTransport | None = None,
) -> SourceClient:
    """Build the source `name`; nothing is sent yet.

    `credentials` has the fields of the connector's kind of authentication (`auth.FIELDS`).
    `tls` carries a CA bundle or client certificate; `transport` replaces the network (tests).
    Raises SettingsError for a bad URL or credential, ConnectorError for a bad lookup.
    """
    base = _base_url(name, url)
    check_credentials(name, connector.authentication.kind, credentials)
    sender = AiohttpSender(tls) if transport is None else HttpxSender(transport)
    wire = HttpExchange(name, base, connector.max_bytes, sender)
    guard = SourceGate(name, wire, limits, clock)
    auth = _auth(name, connector, credentials, guard, limits, clock)
    client = RetryingClient(name, guard, auth, limits, connector.concurrency, clock)
    return SourceClient(name, connector, client)


def _auth(
    name: str,
    connector: Connector,
    credentials: Mapping[str, str],
    guard: SourceGate,
    limits: UpstreamLimits,
    clock: Clock,
) -> Auth:
    authentication = connector.authentication
    if authentication.kind != "oauth2_client_credentials":
        return fixed_auth(authentication, credentials)
    if authentication.token_path is None:
        raise ConnectorError(
            f"connector {connector.key}: oauth2_client_credentials needs a token_path"
        )
    return ClientCredentials(name, authentication.token_path, credentials, guard, limits, clock)


def _base_url(name: str, url: str) -> str:
    """`url` without a trailing slash. Never quotes it: it may hold a password."""
    try:
        parts = urlsplit(url)
        valid = parts.scheme in ("http", "https") and bool(parts.hostname) and parts.port != 0
        httpx.URL(url)
    except (ValueError, httpx.InvalidURL):
        valid = False
    if not valid:
        raise SettingsError(
            f"source {name}: its url is not an absolute http or https address", source=name
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingsError(
            f"source {name}: its url may hold host, port and path only; "
            "user and password are given as its credential",
            source=name,
        )
    return url.rstrip("/")
