"""Settings -> Studio: the cards and the schema, for those who draw without asking any source."""

from collections.abc import Mapping
from datetime import datetime

from aggregator.authoring.recording.replay import Studio
from aggregator.catalog import load_catalog
from aggregator.connectors import discover
from aggregator.domain.lookup import Connector
from aggregator.render.card import Defaults, RenderContext
from aggregator.schema.build import providable
from aggregator.schema.execute import Engine
from aggregator.service.snapshot import internal_schema
from aggregator.settings import Settings

NEEDED = (
    "cards",
    "graphql",
    "recordings",
    "locale",
    "currency",
    "time_zone",
    "date_component",
    "user_component",
    "teams",
)
"""The settings that a studio is made of: none of them is a secret."""


def build_studio(settings: Settings) -> Studio:
    """Load the cards of the first workspace."""
    schema = internal_schema()
    # What a case shows must not hang on how busy a machine is: much longer than in service.
    defaults = Defaults(settings.date_component, settings.user_component, python_seconds=5.0)
    return Studio(
        catalog=load_catalog(settings.cards, settings.graphql, schema, defaults),
        engine=Engine(schema),
        connectors=discover(),
        providable=providable(),
        team_contacts={team: each.contact for team, each in settings.teams.items() if each.contact},
    )


def context_of(settings: Settings, now: datetime) -> RenderContext:
    """For whom the settings let cards be drawn."""
    return RenderContext(settings.locale, settings.currency, settings.time_zone, now)


def provided(studio: Studio) -> Mapping[str, list[str]]:
    """`Type.field` -> the connectors that provide it."""
    return provided_by(studio.connectors)


def provided_by(connectors: Mapping[str, Connector]) -> Mapping[str, list[str]]:
    """`Type.field` -> those of the connectors that provide it."""
    found: dict[str, list[str]] = {}
    for key, connector in connectors.items():
        for lookup in connector.lookups:
            for field in lookup.provides:
                found.setdefault(field, []).append(key)
    return found
