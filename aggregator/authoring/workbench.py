"""Settings -> Workbench: the cards and the schema, for those who draw without asking any source."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING

from graphql import GraphQLSchema

from aggregator.authoring.replayed_results import ReplayedResults
from aggregator.catalog import Catalog, load_catalog
from aggregator.pipeline.respond import FailureWords
from aggregator.render.card import Defaults, RenderContext
from aggregator.settings.author import AuthorSettings
from aggregator.written_world import WrittenWorld, read_world

if TYPE_CHECKING:
    from aggregator.schema.execute import Engine
    from aggregator.settings import Settings
    from aggregator.world import World

NEEDED = (
    "cards",
    "graphql",
    "connectors",
    "cache",
    "recordings",
    "locale",
    "currency",
    "time_zone",
    "date_component",
    "user_component",
    "teams",
)
"""The settings that a workbench is made of: none of them is a secret."""


@dataclass(frozen=True, slots=True)
class Stage:
    """On what a recording is played: the cards and the world, as they are served."""

    catalog: Catalog
    engine: "Engine"
    world: "World"


@dataclass(frozen=True, slots=True)
class Workbench:
    """What cases are drawn on: the cards, and the world they are written in.

    stage    makes what a recording is played on, once: that takes much longer
    results  what recordings came to, where that is known
    """

    catalog: Catalog
    world: WrittenWorld
    team_contacts: Mapping[str, str]
    stage: Callable[[], Stage]
    results: ReplayedResults

    @property
    def schema(self) -> GraphQLSchema:
        return self.world.schema

    def told(self, reference: str, sources: Mapping[str, Mapping[str, str]]) -> FailureWords:
        """What failed cards tell; `sources`: name -> its `words` for agents, its `owner`."""

        def team(key: str) -> str | None:
            card = self.catalog.cards.get(key) or self.catalog.broken.get(key)
            return None if card is None else self.team_contacts.get(card.team, card.team)

        return FailureWords(
            reference,
            lambda source: sources.get(source, {}).get("words", source),
            operator=lambda source: sources.get(source, {}).get("owner"),
            team=team,
        )


def build_workbench(
    settings: "Settings | AuthorSettings",
    keys: Collection[str] | None = None,
    *,
    cached: bool = False,
) -> Workbench:
    """Load the cards of the first workspace: those of `keys`, or all.

    cached  the world, and what recordings came to, may be what an earlier run kept
    """
    world = read_world(settings.connectors, settings.cache if cached else None)
    results = ReplayedResults(settings.cache if cached and world.stamp else None, world.stamp)
    # What a case shows must not hang on how busy a machine is: much longer than in service.
    defaults = Defaults(settings.date_component, settings.user_component, python_seconds=5.0)

    def chosen(card: Path) -> bool:
        return keys is None or card.stem in keys

    def load(schema: GraphQLSchema) -> Catalog:
        return load_catalog(settings.cards, settings.graphql, schema, defaults, chosen=chosen)

    @cache
    def stage() -> Stage:
        from aggregator.schema.execute import Engine  # noqa: PLC0415 -- it takes seconds
        from aggregator.world import build_world  # noqa: PLC0415

        whole = build_world(settings.connectors)
        return Stage(load(whole.schema), Engine(whole.schema), whole)

    contacts = {team: each.contact for team, each in settings.teams.items() if each.contact}
    return Workbench(load(world.schema), world, contacts, stage, results)


def context_of(settings: "Settings | AuthorSettings", now: datetime) -> RenderContext:
    """For whom the settings let cards be drawn."""
    return RenderContext(settings.locale, settings.currency, settings.time_zone, now)
