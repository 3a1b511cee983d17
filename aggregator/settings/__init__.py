"""Settings: `AGGREGATOR_*` variables, then `aggregator.toml`, then defaults.

The only package that reads the environment. What it gives is handed down, never imported.
"""

from aggregator.settings.limits import GraphQLLimits, Limits
from aggregator.settings.load import SettingsLoader, load_settings
from aggregator.settings.model import (
    MtlsSettings,
    Settings,
    TeamSettings,
    TlsSettings,
    TokenSettings,
)
from aggregator.settings.safety import refuse_unsafe
from aggregator.settings.workspace import QuotaSettings, SourceSettings, WorkspaceSettings

__all__ = [
    "GraphQLLimits",
    "Limits",
    "MtlsSettings",
    "QuotaSettings",
    "Settings",
    "SettingsLoader",
    "SourceSettings",
    "TeamSettings",
    "TlsSettings",
    "TokenSettings",
    "WorkspaceSettings",
    "load_settings",
    "refuse_unsafe",
]
