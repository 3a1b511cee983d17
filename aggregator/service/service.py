"""The running product: answers Plain and /graphql from the newest snapshot."""

import asyncio
import time
from collections import Counter
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AbstractContextManager, nullcontext
from datetime import UTC, datetime
from functools import partial

from aggregator.directory.directory import Directory
from aggregator.directory.pulls.pulls import PulledSource
from aggregator.directory.read.finding_rules import rules_of
from aggregator.directory.read.news import DirectoryNews
from aggregator.domain.access import ApiToken, Role, find_token
from aggregator.domain.deadline import Clock, Deadline
from aggregator.domain.errors import AggregatorError, Overloaded
from aggregator.domain.plain.request import CardRequest
from aggregator.pipeline.answer import (
    CardsResponse,
    Listener,
    answer,
    answer_from_memory,
)
from aggregator.pipeline.verify import verify
from aggregator.schema.context import OperationContext
from aggregator.schema.directory_writer import DirectoryWriter
from aggregator.schema.documents import ValidDocuments
from aggregator.schema.endpoint import GraphQLAnswer, GraphQLRequest, prepare, run
from aggregator.service.admission import Admission, ExecutionPermit, Quota, Quotas
from aggregator.service.hearing import Hearing, OnErased, nobody_is_recorded
from aggregator.service.importer import Importer
from aggregator.service.loop_lag import LoopLag
from aggregator.service.memory import ServiceMemory
from aggregator.service.pulled_source import pulled_source
from aggregator.service.puller import Puller
from aggregator.service.refresher import Refresher
from aggregator.service.reloader import Reloader, SettingsReader
from aggregator.service.snapshot import OnSnapshot, Snapshot, build_snapshot, log_diagnostics
from aggregator.service.unfilled import unfilled
from aggregator.service.warming import compile_ahead
from aggregator.service.whose import subject_of, workspace_of, workspace_of_token
from aggregator.settings import Settings
from aggregator.store import Store
from aggregator.telemetry.trace import Trace
from aggregator.upstream.source import SourceClient

Listeners = Callable[[Trace, Settings], AbstractContextManager[Listener | None]]
"""Who hears a request, and by which settings it is answered."""
"""For the request with that trace, who hears it; left when the request ends."""


def _nobody(_: Trace, __: Settings) -> AbstractContextManager[None]:
    return nullcontext()


def _utc_now() -> datetime:
    return datetime.now(UTC)


def _nobody_hears() -> None:
    return None


class Service:
    """The running product: answers Plain and /graphql from the newest snapshot.

    `again` reads the settings once more when their files change. `loaded` hears of each snapshot,
    with the one before it. `listeners` hear the requests for cards, `erased` of whom nothing is to
    be kept. `clock` is what deadlines, breakers and quotas go by; the loop must keep the same time.
    """

    def __init__(
        self,
        settings: Settings,
        now: Callable[[], datetime] = _utc_now,
        again: SettingsReader | None = None,
        loaded: OnSnapshot = log_diagnostics,
        listeners: Listeners = _nobody,
        erased: OnErased = nobody_is_recorded,
        clock: Clock = time.monotonic,
    ) -> None:
        self._settings = settings
        self._now = now
        self._clock = clock
        self._loaded = loaded
        self._store = Store(settings.database_url.get_secret_value())
        limits = settings.limits
        self._memory = ServiceMemory(limits, self._store, clock, now)
        self._copies = self._memory.copies
        self.directory = Directory(self._store, remembered=self._memory.matches)
        self._snapshot: Snapshot | None = None
        self._hearing = Hearing(
            self.directory,
            lambda: tuple(self.snapshot.workspaces),
            self._memory.holds_any,
            self._heard,
            self._memory.matches,
        )
        self._memory.listen(self._hearing.hear, self._hearing.soon)
        self._erased = erased
        self._pulse = LoopLag(clock)
        self._admission = Admission(limits.permits, limits.permits_busy, self._pulse.busy)
        self._operations = Admission(limits.graphql.at_once)
        self._documents = ValidDocuments()
        self._api = Admission(limits.api.at_once)
        self._quotas = Quotas(clock)
        self._listeners = listeners
        self._refresher = Refresher(self._renew, lambda: self._admission.half_free)
        self.importer = Importer(
            self._store,
            lambda: self.snapshot.settings.imports,
            lambda: tuple(self.snapshot.workspaces),
            now,
        )
        self.puller = Puller(
            self._store, lambda: tuple(self.snapshot.workspaces), self._pulled, now
        )
        self._reloader = Reloader(self._build, lambda: self.snapshot, self._swap, again)
        self._retiring: dict[asyncio.Task[None], list[SourceClient]] = {}
        self._warming: asyncio.Task[None] | None = None

    @property
    def snapshot(self) -> Snapshot:
        if self._snapshot is None:
            raise RuntimeError("the service has not been started")
        return self._snapshot

    async def start(self) -> None:
        """Migrate the store and load everything. Raises DefinitionError or DirectoryUnavailable."""
        await self._store.migrate()
        self._reloader.saw(self._settings)
        self._swap(self._build(self._settings))
        places = self.snapshot.workspaces.values()
        waiting = [card for place in places for card in place.catalog.later]
        self._warming = asyncio.create_task(compile_ahead(waiting, self._clock))
        self._pulse.start()
        await self._hearing.start()
        self.importer.start()
        self.puller.start()
        if self._settings.reload != "never":
            self._reloader.watch()

    async def stop(self) -> None:
        """Close every connection. May be called again, and without a start."""
        await self._pulse.stop()
        await self._hearing.stop()
        await self.importer.stop()
        await self.puller.stop()
        await self._reloader.stop()
        await self._refresher.stop()
        if self._warming is not None:
            self._warming.cancel()
            await asyncio.gather(self._warming, return_exceptions=True)
        retiring = dict(self._retiring)
        for task in retiring:
            task.cancel()
        await asyncio.gather(*retiring, return_exceptions=True)
        sources = [source for gone in retiring.values() for source in gone]
        if self._snapshot is not None:
            sources += self._snapshot.sources.values()
        await asyncio.gather(*(source.close() for source in sources))
        await self._store.close()

    async def reload(self) -> None:
        """Load cards, settings and secrets again now; requests under way end on the old ones."""
        await self._reloader.refresh(told=True)

    async def cards(
        self,
        headers: Mapping[str, str],
        raw: bytes,
        reference: str,
        proven: Callable[[], None] = _nobody_hears,
    ) -> CardsResponse:
        """Answer Plain. `headers` have lower-case names; `proven` hears that they prove it.

        Raises RequestError when the request is not to be answered, TryLater when not now.
        """
        snapshot = await self._current()
        workspace = workspace_of(headers, snapshot)
        now, trace = self._now(), Trace(reference, self._clock)
        request = verify(headers, raw, workspace.trust, now.timestamp())
        proven()
        self._spend(workspace.id)
        permit = self._admission.enter(workspace.id)
        if permit is None:
            remembered = await answer_from_memory(request, workspace, self._copies, trace, now)
            if remembered is None:
                raise Overloaded("More requests than can be answered at once. Ask again.")
            self._refresher.later(request)
            return remembered
        with permit, self._listeners(trace, snapshot.settings) as listener:
            answered = await answer(request, workspace, self._copies, trace, now, listener)
        if answered.stale:
            self._refresher.later(request)
        return answered

    async def query(
        self, request: GraphQLRequest, token: ApiToken, reference: str
    ) -> GraphQLAnswer:
        """Run an operation for the bearer of `token`, in its workspace. Raises TryLater."""
        snapshot = await self._current()
        workspace = workspace_of_token(token, snapshot)
        subject = subject_of(request)
        permit = self._operations.enter(workspace.id)
        if permit is None:
            raise Overloaded("More operations than can be run at once. Ask again.")
        with permit:
            prepared = prepare(
                snapshot.schema,
                request,
                snapshot.graphql_limits,
                workspace.catalog.fragments.by_name,
                may_introspect=token.role >= Role.ENGINEER,
                documents=self._documents.within(
                    snapshot.world.fingerprint, snapshot.graphql_limits
                ),
            )
            deadline = Deadline.after(snapshot.settings.limits.graphql.seconds, self._clock)
            request_context = workspace.request_context(Trace(reference, self._clock), deadline)

            def context() -> OperationContext:
                return OperationContext(
                    request_context,
                    request_context.caller("graphql", deadline),
                    subject.customer if subject else None,
                    subject.thread if subject else None,
                    subject.tenant if subject else None,
                    given=subject is not None,
                    writer=DirectoryWriter(
                        self.directory,
                        token,
                        partial(self.person_erased, token.workspace_id),
                        rules_of(snapshot.settings.by_workspace[workspace.id].identity_order),
                    ),
                )

            try:
                return await run(snapshot.schema, request, prepared, context, reference)
            finally:
                await request_context.loaders.close()

    async def hear(self, workspace_id: str) -> None:
        """Hear now what was changed in the directory, and forget what may be no longer so."""
        await self._hearing.hear(workspace_id)

    async def person_erased(self, workspace_id: str, known_by: Sequence[str]) -> None:
        """Forget whom this process erased, by all that they were known by."""
        await self.hear(workspace_id)
        await self._delete_sent(workspace_id)
        await asyncio.to_thread(self._erased, known_by)

    async def _heard(self, workspace_id: str, news: DirectoryNews) -> None:
        """Forget what may be no longer so, whoever changed it."""
        self._memory.forget(workspace_id, news)
        if news.everybody:
            self._refresher.forget(workspace_id)
        if news.erased:
            await self._delete_sent(workspace_id)
            await asyncio.to_thread(self._erased, news.erased)

    async def _delete_sent(self, workspace_id: str) -> None:
        """Delete the files that were sent here: they may name whoever was erased."""
        await self.importer.of(workspace_id).forget_sent(self.importer.folder)

    def enter_api(self, token: ApiToken) -> ExecutionPermit:
        """Let one call of /api run, in the workspace of `token`. Raises TryLater."""
        workspace_of_token(token, self.snapshot)
        permit = self._api.enter(token.workspace_id)
        if permit is None:
            raise Overloaded("More calls of /api than can be run at once. Ask again.")
        return permit

    def token(self, authorization: str | None) -> ApiToken | None:
        """Whose token an Authorization header carries; None when nobody's."""
        scheme, _, presented = (authorization or "").partition(" ")
        if scheme.lower() != "bearer" or not presented.strip():
            return None
        return find_token(self.snapshot.tokens, presented.strip())

    async def ready(self) -> Mapping[str, str]:
        """Our own store and cards, never a source; a value that begins `failed:` is not ready.

        Files that could not be loaded again are told, and are no failure: what was loaded serves.
        So are broken connectors, the sources that wait for them, and a directory without anybody
        whom some source could be asked about.
        """
        checks = {"store": "ok", "cards": self._cards_there()}
        try:
            await self.directory.ping()
            if told := await unfilled(self.directory, self.snapshot.workspaces):
                checks["directory"] = told
        except AggregatorError as error:
            checks["store"] = f"failed: {error.message}"
        if self.snapshot.world.broken:
            checks["connectors"] = f"broken: {', '.join(self.snapshot.world.broken)}"
        if told := self._of_sources():
            checks["sources"] = told
        if self._reloader.failure is not None:
            # Anybody may ask; the reason can name files and settings.
            checks["reload"] = "not reloaded: serving what was loaded before. The log says why"
        return checks

    def _of_sources(self) -> str:
        """Say which sources are not connected, and what they sent that was nobody's."""
        said = []
        if self.snapshot.unconnected:
            names = dict.fromkeys(name for _, name in self.snapshot.unconnected)
            said.append(f"not connected: {', '.join(names)}")
        dropped: Counter[str] = Counter()
        for (_, name), source in self.snapshot.sources.items():
            dropped[name] += source.health.dropped
        counted = ", ".join(f"{name} {count}" for name, count in dropped.items() if count)
        if counted:
            said.append(f"records of other keys dropped: {counted}")
        return "; ".join(said)

    def _cards_there(self) -> str:
        """Count the cards; a workspace without any has not what it is there for."""
        catalogs = {name: place.catalog for name, place in self.snapshot.workspaces.items()}
        for name, catalog in catalogs.items():
            if not catalog.cards and not catalog.broken:
                why = (
                    "; ".join(each.message for each in catalog.diagnostics) or "its folder is empty"
                )
                return f"failed: workspace {name} has no cards. {why}"
        count = sum(len(catalog.cards) for catalog in catalogs.values())
        cards = f"{count} card{'' if count == 1 else 's'}"
        broken = sum(len(catalog.broken) for catalog in catalogs.values())
        return f"{cards}, {broken} broken" if broken else cards

    async def _current(self) -> Snapshot:
        """The snapshot to answer from: the next one first when files are to be seen at once."""
        if self.snapshot.settings.reload == "at_once":
            await self._reloader.refresh()
        return self.snapshot

    def _spend(self, workspace_id: str) -> None:
        quota = self.snapshot.settings.by_workspace[workspace_id].quota
        self._quotas.spend(workspace_id, Quota(quota.per_minute, quota.burst) if quota else None)

    async def _renew(self, request: CardRequest) -> None:
        """Ask again for what was shown from a copy, so that the next agent sees it fresh."""
        workspace = self.snapshot.workspaces.get(request.workspace_id)
        if workspace is None:  # taken out of the settings meanwhile
            return
        permit = self._admission.enter(workspace.id)
        if permit is None:
            return
        with permit:
            await answer(request, workspace, self._copies, Trace(clock=self._clock), self._now())

    def _pulled(self, workspace_id: str, name: str) -> AbstractAsyncContextManager[PulledSource]:
        now = self.snapshot

        def cards_wait() -> float:
            source = self.snapshot.sources.get((workspace_id, name))
            return 0.0 if source is None else source.health.paused

        connectors = now.world.connectors
        return pulled_source(now.settings, workspace_id, name, connectors, self._clock, cards_wait)

    def _build(self, settings: Settings, previous: Snapshot | None = None) -> Snapshot:
        inferred = self._memory.inferred
        return build_snapshot(settings, self.directory, previous, self._clock, inferred)

    def _swap(self, snapshot: Snapshot) -> None:
        before, self._snapshot = self._snapshot, snapshot
        limits = snapshot.settings.limits
        self._admission.permits = limits.permits
        self._admission.when_busy = limits.permits_busy
        self._operations.permits = limits.graphql.at_once
        self._api.permits = limits.api.at_once
        for admission in (self._admission, self._operations, self._api):
            admission.workspaces = len(snapshot.workspaces)
        kept = set(snapshot.sources.values())
        gone = [each for each in before.sources.values() if each not in kept] if before else []
        for each in gone:
            self._memory.inferred.forget_source(each)
        if gone:
            task = asyncio.get_running_loop().create_task(_retire(gone, limits.last_resort))
            self._retiring[task] = gone
            task.add_done_callback(self._retiring.pop)
        self._loaded(before, snapshot)


async def _retire(sources: list[SourceClient], seconds: float) -> None:
    """Close what no new request asks, once no old one can be asking it any more."""
    await asyncio.sleep(seconds)
    await asyncio.gather(*(source.close() for source in sources))
