"""Settings: `AGGREGATOR_*` variables, then `aggregator.toml`, then defaults.

The only package that reads the environment. What it gives is handed down, never imported.

Its parts are loaded when they are asked for: `place.py` is needed where the rest, with pydantic,
takes longer to load than a command to run.
"""

from importlib import import_module
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from aggregator.settings.limits import GraphQLSettings, LimitSettings
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
    "GraphQLSettings",
    "LimitSettings",
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

_HOMES = {
    "limits": ("GraphQLSettings", "LimitSettings"),
    "load": ("SettingsLoader", "load_settings"),
    "model": ("MtlsSettings", "Settings", "TeamSettings", "TlsSettings", "TokenSettings"),
    "safety": ("refuse_unsafe",),
    "workspace": ("QuotaSettings", "SourceSettings", "WorkspaceSettings"),
}
_HOME_OF = {name: module for module, names in _HOMES.items() for name in names}


def __getattr__(name: str) -> Any:
    if name not in _HOME_OF:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    value = getattr(import_module(f"{__name__}.{_HOME_OF[name]}"), name)
    globals()[name] = value
    return value
