"""Settings -> Snapshot: everything loaded, built whole and swapped in one step.

A request keeps the snapshot it began with. Whatever changes while serving (a card, a secret, a
source) is the next snapshot.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace

import structlog

from aggregator.cards.catalog import Catalog, Stamp, load_catalog, stamp
from aggregator.cards.directives import with_layout
from aggregator.connectors import discover
from aggregator.directory.directory import Directory
from aggregator.domain.access import Token
from aggregator.domain.errors import SettingsError
from aggregator.pipeline.answer import Workspace
from aggregator.pipeline.plan import Budget
from aggregator.pipeline.verify import Trust
from aggregator.schema.build import Schema, build_schema, check_connectors, providable
from aggregator.schema.execute import Engine
from aggregator.schema.limits import GraphQLLimits
from aggregator.schema.providers import bind
from aggregator.settings import Settings
from aggregator.upstream import SourceClient, UpstreamLimits, build_source

log = structlog.get_logger(__name__)


@dataclass(frozen=True, slots=True)
class Snapshot:
    """Everything loaded, immutable. `cards_stamp` tells whether card files changed since."""

    settings: Settings
    schema: Schema
    workspaces: Mapping[str, Workspace]
    sources: tuple[SourceClient, ...]
    tokens: tuple[Token, ...]
    graphql_limits: GraphQLLimits
    cards_stamp: Stamp

    @property
    def workspace(self) -> Workspace:
        """The one workspace that settings describe."""
        return self.workspaces[self.settings.workspace_id]

    @property
    def catalog(self) -> Catalog:
        return self.workspace.catalog


def internal_schema() -> Schema:
    """The schema with the layout directives: cards are checked against it, and it is exported."""
    return with_layout(build_schema())


def build_snapshot(settings: Settings, directory: Directory) -> Snapshot:
    """Load everything that `settings` name. Raises DefinitionError for what cannot be served.

    A bad card is no reason: it is listed as broken and the others serve.
    """
    connectors = discover()
    check_connectors(connectors.values())
    schema = internal_schema()
    sources = tuple(_source(name, settings) for name in settings.sources)
    words = {source.name: source.connector.words for source in sources}
    shared = [word for word in words.values() if list(words.values()).count(word) > 1]
    limits = settings.limits
    # The stamp before the files: a file that changes in between is then loaded once more.
    seen = stamp(settings.cards, settings.graphql)
    workspace = Workspace(
        id=settings.workspace_id,
        trust=_trust(settings),
        catalog=load_catalog(settings.cards, settings.graphql, schema),
        engine=Engine(schema),
        providers=bind(sources, providable()),
        directory=directory,
        budget=Budget(limits.soft, limits.raised_max, limits.no_new_work, limits.answer),
        last_resort=limits.last_resort,
        locale=settings.locale,
        currency=settings.currency,
        time_zone=settings.time_zone,
        source_words={
            # Two sources of one connector are told apart by their names.
            name: f"{word} ({name})" if word in shared else word
            for name, word in words.items()
        },
        team_contacts={name: team.contact for name, team in settings.teams.items() if team.contact},
    )
    return Snapshot(
        settings=settings,
        schema=schema,
        workspaces={workspace.id: workspace},
        sources=sources,
        tokens=tuple(settings.access()),
        graphql_limits=_graphql_limits(settings),
        cards_stamp=seen,
    )


def _source(name: str, settings: Settings) -> SourceClient:
    source = settings.sources[name]
    connectors = discover()
    connector = connectors.get(source.connector)
    if connector is None:
        raise SettingsError(
            f"sources.{name}.connector: there is no connector {source.connector!r}. "
            f"Use one of: {', '.join(sorted(connectors))}"
        )
    credentials = {field: secret.get_secret_value() for field, secret in source.credentials.items()}
    limits = UpstreamLimits(
        attempt=settings.limits.attempt, no_new_work_after=settings.limits.no_new_work
    )
    return build_source(name, connector, source.url, credentials, limits)


def _trust(settings: Settings) -> Trust:
    return Trust(
        workspace_id=settings.workspace_id,
        signing_secrets=tuple(secret.get_secret_value() for secret in settings.signing_secrets),
        header_name=settings.header_name,
        header_secrets=tuple(secret.get_secret_value() for secret in settings.header_secrets),
    )


def _graphql_limits(settings: Settings) -> GraphQLLimits:
    chosen = settings.limits.graphql.model_dump(exclude={"seconds"})
    return replace(GraphQLLimits(), **chosen)
