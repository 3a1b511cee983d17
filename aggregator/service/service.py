"""The running product: answers Plain and /graphql from the newest snapshot."""

import asyncio
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime

import structlog

from aggregator.cards.catalog import load_catalog, stamp
from aggregator.directory.directory import Directory
from aggregator.domain.access import Role, Token, find_token
from aggregator.domain.deadline import Deadline
from aggregator.domain.errors import AggregatorError, InvalidRequest
from aggregator.domain.plain.request import Subject, read_subject
from aggregator.pipeline.answer import Answered, answer
from aggregator.schema.context import Context
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest, prepare, run
from aggregator.service.snapshot import Snapshot, build_snapshot
from aggregator.settings import Settings
from aggregator.store import Store
from aggregator.telemetry.trace import Trace

log = structlog.get_logger(__name__)


def _utc_now() -> datetime:
    return datetime.now(UTC)


class Service:
    """The running product: answers Plain and /graphql from the newest snapshot."""

    def __init__(self, settings: Settings, now: Callable[[], datetime] = _utc_now) -> None:
        self._settings = settings
        self._now = now
        self._store = Store(settings.database_url.get_secret_value())
        self.directory = Directory(self._store)
        self._snapshot: Snapshot | None = None

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("the service has not been started")
        return self._snapshot

    async def start(self) -> None:
        """Migrate the store and load everything. Raises DefinitionError or DirectoryUnavailable."""
        await self._store.migrate()
        self._snapshot = build_snapshot(self._settings, self.directory)
        for finding in self._snapshot.catalog.findings:
            log.warning("card_finding", finding=str(finding))

    async def stop(self) -> None:
        """Close every connection. May be called again, and without a start."""
        if self._snapshot is not None:
            await asyncio.gather(*(source.close() for source in self._snapshot.sources))
        await self._store.close()

    async def cards(self, headers: Mapping[str, str], raw: bytes, reference: str) -> Answered:
        """Answer Plain. Raises RequestError when the request is not to be answered."""
        snapshot = self._current()
        return await answer(headers, raw, snapshot.workspace, Trace(reference), self._now())

    async def query(self, request: GraphQLRequest, token: Token, reference: str) -> GraphQLAnswer:
        """Run an operation for the bearer of `token`, in its workspace."""
        snapshot = self._current()
        workspace = snapshot.workspaces[token.workspace_id]
        subject = _subject(request)
        prepared = prepare(
            snapshot.schema,
            request,
            snapshot.graphql_limits,
            workspace.catalog.fragments.by_name,
            may_introspect=token.role >= Role.ENGINEER,
        )
        deadline = Deadline.after(snapshot.settings.limits.graphql.seconds)
        trace = Trace(reference)
        scope = workspace.scope(trace, deadline)

        def context() -> Context:
            return Context(
                scope,
                scope.asker("graphql", deadline),
                subject.customer if subject else None,
                subject.thread if subject else None,
                subject.tenant if subject else None,
                given=subject is not None,
            )

        try:
            return await run(snapshot.schema, request, prepared, context, reference)
        finally:
            await scope.loaders.close()

    def token(self, authorization: str | None) -> Token | None:
        """Whose token an Authorization header carries; None when nobody's."""
        scheme, _, presented = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not presented.strip():
            return None
        return find_token(self.snapshot.tokens, presented.strip())

    async def ready(self) -> Mapping[str, str]:
        """Our own store and cards, never a source; a value that begins `failed:` is not ready."""
        catalog = self.snapshot.catalog
        cards = f"{len(catalog.cards)} cards"
        if catalog.broken:
            cards += f", {len(catalog.broken)} broken"
        try:
            await self.directory.ping()
        except AggregatorError as error:
            return {"store": f"failed: {error.message}", "cards": cards}
        return {"store": "ok", "cards": cards}

    def _current(self) -> Snapshot:
        """The snapshot to answer from: the next one first when card files are to be watched."""
        snapshot = self.snapshot
        settings = snapshot.settings
        if not settings.reload_cards:
            return snapshot
        seen = stamp(settings.cards, settings.graphql)
        if seen != snapshot.cards_stamp:
            catalog = load_catalog(settings.cards, settings.graphql, snapshot.schema)
            workspace = replace(snapshot.workspace, catalog=catalog)
            snapshot = replace(
                snapshot,
                workspaces={**snapshot.workspaces, workspace.id: workspace},
                cards_stamp=seen,
            )
            self._snapshot = snapshot
            log.info("cards_loaded", cards=len(catalog.cards), broken=len(catalog.broken))
        return snapshot


def _subject(request: GraphQLRequest) -> Subject | None:
    """Whom the operation speaks of, by `extensions.card` in Plain's shape."""
    card = request.extensions.get("card")
    if card is None:
        return None
    if not isinstance(card, Mapping):
        raise InvalidRequest("extensions.card must be an object in the shape of Plain's request.")
    return read_subject(card)
