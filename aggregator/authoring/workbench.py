"""Settings -> Studio: the cards and the schema, for those who draw without asking any source."""

from datetime import datetime

from aggregator.authoring.recording.replay import Workbench
from aggregator.catalog import load_catalog
from aggregator.render.card import Defaults, RenderContext
from aggregator.schema.execute import Engine
from aggregator.settings import Settings
from aggregator.world import build_world

NEEDED = (
    "cards",
    "graphql",
    "connectors",
    "recordings",
    "locale",
    "currency",
    "time_zone",
    "date_component",
    "user_component",
    "teams",
)
"""The settings that a studio is made of: none of them is a secret."""


def build_workbench(settings: Settings) -> Workbench:
    """Load the cards of the first workspace."""
    world = build_world(settings.connectors)
    # What a case shows must not hang on how busy a machine is: much longer than in service.
    defaults = Defaults(settings.date_component, settings.user_component, python_seconds=5.0)
    return Workbench(
        catalog=load_catalog(settings.cards, settings.graphql, world.schema, defaults),
        engine=Engine(world.schema),
        world=world,
        team_contacts={team: each.contact for team, each in settings.teams.items() if each.contact},
    )


def context_of(settings: Settings, now: datetime) -> RenderContext:
    """For whom the settings let cards be drawn."""
    return RenderContext(settings.locale, settings.currency, settings.time_zone, now)
