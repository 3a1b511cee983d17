"""A source: a connector's lookups, asked over HTTP at one address with one credential."""

import time
from collections.abc import Coroutine, Mapping, Sequence
from dataclasses import replace
from types import MappingProxyType
from typing import Any
from urllib.parse import urlsplit

import httpx

from aggregator.domain.authentication import NO_AUTH, BasicAuth
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import SettingsError
from aggregator.domain.lookup import Connector, Found, Lookup, SourceList
from aggregator.domain.placeholders import filled
from aggregator.telemetry.trace import Batch
from aggregator.upstream.asking import Asking
from aggregator.upstream.auth import build_auth, check_credentials
from aggregator.upstream.auth.stated import stated
from aggregator.upstream.client import RetryingClient
from aggregator.upstream.http_exchange import HttpExchange
from aggregator.upstream.limits import UpstreamLimits
from aggregator.upstream.listing import Listing
from aggregator.upstream.options import configured
from aggregator.upstream.overheard import Overheard
from aggregator.upstream.page_walk import LookupPaths
from aggregator.upstream.sender import AiohttpSender, HttpxSender
from aggregator.upstream.shared import Asker, SharedLookups
from aggregator.upstream.source_gate import CallWire, SourceGate, SourceHealth
from aggregator.upstream.sql.address import database_at, is_database
from aggregator.upstream.sql.exchange import SqlExchange
from aggregator.upstream.sql.postgres import PostgresRows
from aggregator.upstream.sql.rows import Rows
from aggregator.upstream.sql.sqlite import SqliteRows


class SourceClient:
    """One configured source. Belongs to the event loop it is first asked in.

    `repr` tells its name and connector, never its address or credential.
    """

    def __init__(
        self,
        name: str,
        connector: Connector,
        client: RetryingClient,
        base: str,
        share_window: float = 0.0,
    ) -> None:
        self.name = name
        self.connector = connector
        self._client = client
        self._base = base
        self._shared = SharedLookups(name, share_window, self._ask) if share_window else None
        self._asking = {
            lookup.name: Asking(client, connector.key, lookup, LookupPaths(connector, lookup, base))
            for lookup in connector.lookups
        }

    def __repr__(self) -> str:
        return f"SourceClient({self.name!r}, {self.connector.key!r})"

    @property
    def health(self) -> SourceHealth:
        """Whether it is asked at present. What all requests have learned, in this process."""
        dropped = sum(each.dropped for each in self._asking.values())
        return replace(self._client.health, dropped=dropped)

    def records(
        self, lookup: Lookup, keys: Sequence[str], per_key: int, deadline: Deadline, batch: Batch
    ) -> Coroutine[Any, Any, Mapping[str, Found]]:
        """Find the records of at most `lookup.batch.max` keys; a key without any is absent.

        A key has at most `per_key` records (one, unless the lookup answers `many`), in the
        source's order; None among them stands for one that is perhaps its own, and unreadable.
        Pages are followed until every key has so many, or they end (one that comes again with its
        cursor is an end too), or `max_pages` have been read. Each HTTP call is written into
        `batch`.
        What is amiss with one key alone stands in its place. Raises SourceError (only): what is
        amiss with all.
        """
        maximum = max(1, per_key) if lookup.many else 1
        log = self._client.log(batch)
        if self._shared is not None:
            return self._shared.records(lookup, keys, maximum, Asker(deadline, log))
        return self._asking[lookup.name].records(keys, maximum, deadline, log)

    def listing(self, all_of_them: SourceList) -> Listing:
        """Give what reads a list of the connector's page by page. ConnectorError: a bad path."""
        return Listing(self._client, self.connector.key, all_of_them, self._base)

    def _ask(
        self, lookup: Lookup, keys: Sequence[str], maximum: int, asker: Asker
    ) -> Coroutine[Any, Any, Mapping[str, Found]]:
        return self._asking[lookup.name].records(keys, maximum, asker.deadline, asker.log)

    async def close(self) -> None:
        """Close its connections. May be called again."""
        if self._shared is not None:
            await self._shared.close()
        await self._client.close()
        for asking in self._asking.values():
            asking.close()


def build_source(
    name: str,
    connector: Connector,
    url: str | None,
    credentials: Mapping[str, str],
    limits: UpstreamLimits,
    clock: Clock = time.monotonic,
    *,
    options: Mapping[str, str] = MappingProxyType({}),
    transport: httpx.AsyncBaseTransport | Rows | Overheard | None = None,
) -> SourceClient:
    """Build the source `name`; nothing is sent yet.

    `url` may be left to the connector; `options` are those that it declares. `credentials` has the
    fields of its authentication (`credential_fields`). `transport` replaces the network, or
    rows a database, or it listens: for whoever tries a connector out.
    Raises SettingsError for a bad URL, option or credential, ConnectorError for a bad lookup.
    """
    overheard = transport if isinstance(transport, Overheard) else None
    stand_in = transport.inner if isinstance(transport, Overheard) else transport
    connector = configured(name, connector, options, url)
    address = url or connector.url or ""
    _refuse_kind(name, connector, address)
    if is_database(address):
        return _database(name, connector, address, credentials, limits, clock, stand_in, overheard)
    if stand_in is not None and not isinstance(stand_in, httpx.AsyncBaseTransport):
        raise SettingsError(f"source {name}: its url is no database's", source=name)
    base = _base_url(name, address)
    check_credentials(name, connector.authentication, credentials)

    def gate_to(host: str) -> SourceGate:
        sender = AiohttpSender() if stand_in is None else HttpxSender(stand_in)
        wire: CallWire = HttpExchange(name, host, connector.max_bytes, sender)
        return SourceGate(name, overheard.wire(wire, host) if overheard else wire, limits, clock)

    gate = gate_to(base)
    auth = build_auth(
        name, connector.authentication, credentials, base, gate, gate_to, limits, clock
    )
    client = RetryingClient(name, gate, auth, limits, connector.concurrency, clock)
    return SourceClient(name, connector, client, base, limits.share_window)


def _refuse_kind(name: str, connector: Connector, url: str) -> None:
    """Raise SettingsError for statements that a web address would get, or calls that a database."""
    of_database = any(each.request.sql is not None for each in connector.lookups)
    if url and connector.lookups and is_database(url) != of_database:
        fix = "postgresql://host/name or sqlite:///file.db" if of_database else "https://host/path"
        kind = "statements" if of_database else "calls over HTTP"
        raise SettingsError(
            f"source {name}: its url is not for {kind}, which its connector has. Fix: {fix}",
            source=name,
        )


def _database(
    name: str,
    connector: Connector,
    url: str,
    credentials: Mapping[str, str],
    limits: UpstreamLimits,
    clock: Clock,
    stand_in: httpx.AsyncBaseTransport | Rows | None,
    overheard: Overheard | None,
) -> SourceClient:
    """Build a source whose rows are its replies; the credential is the database's own user."""
    auth = connector.authentication
    check_credentials(name, auth, credentials)
    user, password = "", ""
    if isinstance(auth, BasicAuth):
        user, password = filled(auth.username, credentials), filled(auth.password, credentials)
    at = database_at(name, url, user, password)
    rows: Rows
    if stand_in is not None and not isinstance(stand_in, httpx.AsyncBaseTransport):
        rows = stand_in
    elif at.file is None:
        rows = PostgresRows(at, connector.concurrency, limits.attempt)
    else:
        rows = SqliteRows(at.file)
    wire: CallWire = SqlExchange(name, rows, connector.max_bytes)
    gate = SourceGate(name, overheard.wire(wire, "") if overheard else wire, limits, clock)
    none = stated(NO_AUTH, {})
    client = RetryingClient(name, gate, none, limits, connector.concurrency, clock)
    return SourceClient(name, connector, client, "", limits.share_window)


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
