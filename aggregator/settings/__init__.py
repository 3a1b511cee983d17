"""Settings: `AGGREGATOR_*` variables, then `aggregator.toml`, then defaults.

The only package that reads the environment. What it gives is handed down, never imported.
"""

from aggregator.settings.load import load_settings
from aggregator.settings.model import (
    GraphQLLimits,
    Limits,
    Settings,
    SourceSettings,
    TeamSettings,
    TokenSettings,
    WorkspaceSettings,
)
from aggregator.settings.safety import refuse_unsafe

__all__ = [
    "GraphQLLimits",
    "Limits",
    "Settings",
    "SourceSettings",
    "TeamSettings",
    "TokenSettings",
    "WorkspaceSettings",
    "load_settings",
    "refuse_unsafe",
]
