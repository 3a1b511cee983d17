"""A source: a connector's lookups, asked over HTTP at one address with one credential."""

import time
from collections.abc import Mapping, Sequence
from types import MappingProxyType
from urllib.parse import urlsplit

import httpx

from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import ConnectorError, SettingsError, SourceMalformed
from aggregator.domain.lookup import Connector, Lookup, Record
from aggregator.mapping.paths import Getter, Unreadable, compile_null, compile_path
from aggregator.telemetry.trace import Batch
from aggregator.upstream.auth import build_auth, check_credentials
from aggregator.upstream.call import DecodedReply
from aggregator.upstream.client import RetryingClient
from aggregator.upstream.graphql_errors import graphql_error
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.lookups import askable, build_call, extras
from aggregator.upstream.options import configured
from aggregator.upstream.paging import PageCursor
from aggregator.upstream.records import Grouped, WrongShape
from aggregator.upstream.source_gate import SourceGate, SourceHealth
from aggregator.upstream.transport import AiohttpTransport


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
    url: str | None,
    credentials: Mapping[str, str],
    limits: UpstreamLimits,
    clock: Clock = time.monotonic,
    *,
    options: Mapping[str, str] = MappingProxyType({}),
    transport: httpx.AsyncBaseTransport | None = None,
) -> SourceClient:
    """Build the source `name`; nothing is sent yet.

    `url` may be left to the connector; `options` are those that it declares. `credentials` has the
    fields of its authentication (`credential_fields`). `transport` replaces the network (tests).
    Raises SettingsError for a bad URL, option or credential, ConnectorError for a bad lookup.
    """
    connector = configured(name, connector, options)
    base = _base_url(name, url or connector.url or "")
    check_credentials(name, connector.authentication, credentials)

    def gate_to(host: str) -> SourceGate:
        wire = HttpExchange(name, host, connector.max_bytes, transport or AiohttpTransport())
        return SourceGate(name, wire, limits, clock)

    gate = gate_to(base)
    auth = build_auth(
        name, connector.authentication, credentials, base, gate, gate_to, limits, clock
    )
    client = RetryingClient(name, gate, auth, limits, connector.concurrency, clock)
    return SourceClient(name, connector, client)


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
            f"source {name}: its url is not an absolute http or https address"
            if url
            else f"source {name} has no url, and its connector knows none. Fix: add url",
            source=name,
        )
    if parts.username is not None or parts.query or parts.fragment:
        raise SettingsError(
            f"source {name}: its url may hold host, port and path only; "
            "user and password are given as its credential",
            source=name,
        )
    return url.rstrip("/")
