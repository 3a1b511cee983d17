"""Settings -> Snapshot: everything loaded, built whole and swapped in one step.

A request keeps the snapshot it began with. Whatever changes while serving (a card, a secret, a
source) is the next snapshot.
"""

import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, replace

from aggregator.catalog import Catalog, load_catalog
from aggregator.directory.directory import Directory
from aggregator.domain.access import ApiToken
from aggregator.domain.deadline import Clock
from aggregator.domain.errors import SettingsError
from aggregator.domain.lookup import Connector
from aggregator.language.diagnostics import Diagnostic
from aggregator.lint.check_cache import SERVED, CheckCache
from aggregator.pipeline.answer import Workspace
from aggregator.pipeline.plan import Budget
from aggregator.pipeline.verify import RequestAuth
from aggregator.plans.merge import Merger
from aggregator.render.card import Defaults
from aggregator.schema.build import Schema
from aggregator.schema.execute import Engine
from aggregator.schema.inferred_ids import InferredIds
from aggregator.schema.limits import GraphQLLimits
from aggregator.schema.providers import bind
from aggregator.schema.systems import Providers
from aggregator.service.origin import origin_of
from aggregator.settings import LimitSettings, Settings, SourceSettings, WorkspaceSettings
from aggregator.telemetry.logger import get_logger
from aggregator.upstream.limits import BreakerLimits, RetryLimits, UpstreamLimits
from aggregator.upstream.overheard import Overheard
from aggregator.upstream.source import SourceClient, build_source
from aggregator.world import World, build_world

log = get_logger(__name__)

SourceKey = tuple[str, str]
"""A source: its workspace's id and its name."""


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything loaded, immutable. `sources` of all workspaces."""

    settings: Settings
    world: World
    workspaces: Mapping[str, Workspace]
    sources: Mapping[SourceKey, SourceClient]
    tokens: tuple[ApiToken, ...]
    graphql_limits: GraphQLLimits

    @property
    def schema(self) -> Schema:
        return self.world.schema

    @property
    def workspace(self) -> Workspace:
        """The first workspace."""
        return self.workspaces[self.settings.workspace_id]

    @property
    def catalog(self) -> Catalog:
        return self.workspace.catalog

    @property
    def unread(self) -> bool:
        """Whether a file of cards or connectors could not be read, and may be the next time."""
        return self.world.unread or any(place.catalog.unread for place in self.workspaces.values())

    def lost(self, before: "Snapshot") -> frozenset[tuple[str, str]]:
        """Name what `before` had and this has not: connectors, and each workspace's cards."""
        return before._held - self._held  # noqa: SLF001 -- of its own class

    def forget_files(self) -> None:
        """Believe no file's date: the next snapshot is built from what is read anew."""
        self.world.read.last.forget()
        for place in self.workspaces.values():
            place.catalog.checked.files.forget()

    @property
    def _held(self) -> frozenset[tuple[str, str]]:
        connectors = frozenset(("", f"connector {key}") for key in self.world.connectors)
        return connectors | frozenset(
            (name, word)
            for name, place in self.workspaces.items()
            for word in (
                *place.catalog.cards,
                *(f"fragment {each}" for each in place.catalog.fragments.by_name),
            )
        )

    @property
    def diagnostics(self) -> list[Diagnostic]:
        """What is wrong with the connectors, and with the cards of all workspaces."""
        cards = [each for place in self.workspaces.values() for each in place.catalog.diagnostics]
        return [*self.world.diagnostics, *cards]

    @property
    def unconnected(self) -> Mapping[SourceKey, str]:
        """Sources that cannot be asked -> the connector of each, which is broken or gone."""
        return {
            (workspace, name): source.connector
            for workspace, chosen in self.settings.by_workspace.items()
            for name, source in chosen.sources.items()
            if (workspace, name) not in self.sources
        }


OnSnapshot = Callable[[Snapshot | None, Snapshot], None]
"""Hears of a new snapshot, with the one before it (None at the start)."""


def log_diagnostics(before: Snapshot | None, now: Snapshot) -> None:
    """Write each finding that was not there before to the log, in a line; so for what it costs."""
    known = set(before.diagnostics) if before else set()
    of_connectors = set(now.world.diagnostics)
    for diagnostic in now.diagnostics:
        if diagnostic not in known:
            event = "connector_finding" if diagnostic in of_connectors else "card_finding"
            log.warning(event, finding=diagnostic.text().split("\n", 1)[0])
    was = before.unconnected if before else {}
    for (workspace, source), connector in now.unconnected.items():
        if (workspace, source) not in was:
            log.warning(
                "source_not_connected", workspace=workspace, source=source, connector=connector
            )


def build_snapshot(
    settings: Settings,
    directory: Directory,
    previous: Snapshot | None = None,
    clock: Clock = time.monotonic,
    inferred: InferredIds | None = None,
) -> Snapshot:
    """Load everything that `settings` name. Raises DefinitionError for what cannot be served.

    A bad card or connector is no reason: it is listed as broken and the others serve. What did not
    change since `previous` is taken from it: a source keeps its connections, its tokens and what
    was learned of it, and a card or connector whose file has a mistake now serves as it was. Where
    nothing changed at all, `previous` is given again.
    """
    if previous is not None and settings == previous.settings:
        settings = previous.settings
    world = build_world(settings.connectors, previous.world if previous else None)
    same = previous is not None and previous.schema is world.schema
    engine = previous.workspace.engine if previous and same else Engine(world.schema)
    sources = _sources(settings, world, previous, clock)
    found = CheckCache(settings.cache, world.schema, SERVED) if previous is None else None
    workspaces = {
        name: replace(
            _workspace(name, settings, directory, engine, sources, world, previous or found),
            inferred=inferred,
        )
        for name in settings.by_workspace
    }
    if found is not None:
        found.save()
    if previous is not None and _same(settings, world, workspaces, previous):
        return previous
    return Snapshot(
        settings=settings,
        world=world,
        workspaces=workspaces,
        sources=sources,
        tokens=tuple(settings.access()),
        graphql_limits=_graphql_limits(settings),
    )


def _same(
    settings: Settings, world: World, workspaces: Mapping[str, Workspace], before: Snapshot
) -> bool:
    return (
        settings is before.settings
        and world is before.world
        and all(
            place.catalog is before.workspaces[name].catalog for name, place in workspaces.items()
        )
    )


def _workspace(
    name: str,
    settings: Settings,
    directory: Directory,
    engine: Engine,
    sources: Mapping[SourceKey, SourceClient],
    world: World,
    known: Snapshot | CheckCache | None,
) -> Workspace:
    """Load a workspace; `known`: the snapshot before, else what an earlier run found in cards."""
    chosen, limits = settings.by_workspace[name], settings.limits
    before = known.workspaces.get(name) if isinstance(known, Snapshot) else None
    found = known if isinstance(known, CheckCache) else None
    defaults = Defaults(chosen.date_component, chosen.user_component, limits.python_seconds)
    mine = [source for (workspace, _), source in sources.items() if workspace == name]
    kept = before.catalog if before else None
    return Workspace(
        id=name,
        trust=_trust(name, chosen),
        catalog=load_catalog(
            chosen.cards, settings.graphql, world.schema, defaults, kept, found=found
        ),
        engine=engine,
        origin=origin_of(world.fingerprint, chosen),
        providers=_providers(name, mine, world, known),
        directory=directory.ordered(chosen.identity_order),
        budget=Budget(limits.soft, limits.raised_max, limits.answer),
        last_resort=limits.last_resort,
        locale=chosen.locale,
        currency=chosen.currency,
        time_zone=chosen.time_zone,
        source_labels=_words(mine),
        source_owners={source: each.owner for source, each in chosen.sources.items() if each.owner},
        team_contacts={team: each.contact for team, each in settings.teams.items() if each.contact},
        retry_when_all_fail=chosen.retry_when_all_fail,
        merge=Merger() if settings.engine == "plan" else None,
        card_bytes=limits.card_bytes,
        unlinked_ids=chosen.unlinked_ids,
    )


def _providers(
    workspace: str, mine: Sequence[SourceClient], world: World, known: Snapshot | CheckCache | None
) -> Providers:
    """Bind the sources of a workspace to the schema, unless both are those of before."""
    if isinstance(known, Snapshot) and workspace in known.workspaces:
        before = [source for (owner, _), source in known.sources.items() if owner == workspace]
        if before == mine and known.world.types_of is world.types_of:
            return known.workspaces[workspace].providers
    return bind(mine, world.types_of)


def _words(sources: list[SourceClient]) -> Mapping[str, str]:
    """What people call each source; two of one connector are told apart by their names."""
    words = {source.name: source.connector.words for source in sources}
    shared = [word for word in words.values() if list(words.values()).count(word) > 1]
    return {name: f"{word} ({name})" if word in shared else word for name, word in words.items()}


def _sources(
    settings: Settings,
    world: World,
    previous: Snapshot | None,
    clock: Clock,
) -> Mapping[SourceKey, SourceClient]:
    """Make the client of each source; one whose connector is broken or gone has none."""
    sources = {}
    limits = upstream_limits(settings.limits)
    for workspace, chosen in settings.by_workspace.items():
        for name, source in chosen.sources.items():
            connector = world.connectors.get(source.connector)
            if connector is None:
                if source.connector not in world.broken and not _known(
                    workspace, name, source, previous
                ):
                    raise _no_connector(workspace, name, source, settings, world)
                continue
            same = previous and previous.world.connectors.get(source.connector) == connector
            kept = _unchanged(workspace, name, source, settings.limits, previous) if same else None
            sources[workspace, name] = kept or connect_source(
                name, connector, source, limits, clock
            )
    return sources


def _known(workspace: str, name: str, source: SourceSettings, previous: Snapshot | None) -> bool:
    """Whether the settings of a source are those of before: then it is the connector that went."""
    before = previous.settings.by_workspace.get(workspace) if previous else None
    return before is not None and before.sources.get(name) == source


def _no_connector(
    workspace: str, name: str, source: SourceSettings, settings: Settings, world: World
) -> SettingsError:
    where = "" if workspace == settings.workspace_id else f"workspaces.{workspace}."
    folders = ", ".join(map(str, settings.connectors))
    return SettingsError(
        f"{where}sources.{name}.connector: there is no connector {source.connector!r}. "
        f"Use one of: {', '.join(sorted(world.connectors))}; or write one, a folder in {folders}"
    )


def _unchanged(
    workspace: str,
    name: str,
    source: SourceSettings,
    limits: LimitSettings,
    previous: Snapshot | None,
) -> SourceClient | None:
    if previous is None or previous.settings.limits != limits:
        return None
    same = _known(workspace, name, source, previous)
    return previous.sources.get((workspace, name)) if same else None


def connect_source(
    name: str,
    connector: Connector,
    source: SourceSettings,
    limits: UpstreamLimits,
    clock: Clock,
    overheard: Overheard | None = None,
) -> SourceClient:
    """Make the client of a source; nothing is sent yet. `overheard` listens to what it will send.

    Raises SettingsError or ConnectorError.
    """
    credentials = {field: secret.get_secret_value() for field, secret in source.credentials.items()}
    return build_source(
        name,
        connector,
        source.url,
        credentials,
        replace(limits, share_window=source.share_window),
        clock,
        options=source.options,
        transport=overheard,
    )


def upstream_limits(limits: LimitSettings) -> UpstreamLimits:
    """What settings say of how sources are asked."""
    return UpstreamLimits(
        attempt=limits.attempt,
        soft=limits.soft,
        no_new_work_after=limits.no_new_work,
        breaker=BreakerLimits(**limits.breaker.model_dump()),
        budget=RetryLimits(**limits.retries.model_dump()),
    )


def _trust(name: str, workspace: WorkspaceSettings) -> RequestAuth:
    return RequestAuth(
        workspace_id=name,
        signing_secrets=tuple(secret.get_secret_value() for secret in workspace.signing_secrets),
        header_name=workspace.header_name,
        header_secrets=tuple(secret.get_secret_value() for secret in workspace.header_secrets),
        replay_window=workspace.replay_window,
        plain_workspaces=workspace.plain_workspaces,
    )


def _graphql_limits(settings: Settings) -> GraphQLLimits:
    chosen = settings.limits.graphql.model_dump(exclude={"seconds", "at_once"})
    return replace(GraphQLLimits(), **chosen)
