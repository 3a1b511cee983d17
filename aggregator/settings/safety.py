"""What must not be served, though each setting is fine by itself."""

from collections.abc import Iterable

from pydantic import SecretStr

from aggregator.domain.access import find_token
from aggregator.domain.errors import SettingsError
from aggregator.settings.model import Settings
from aggregator.settings.workspace import WorkspaceSettings

DEMO_SIGNING_SECRET = "demo-secret"  # noqa: S105 - public on purpose: that is why it is refused
DEMO_HEADER = "Bearer demo-token"
DEMO_TOKENS = ("demo-viewer", "demo-engineer", "demo-operator")


def refuse_unsafe(settings: Settings) -> None:
    """Raise SettingsError where anyone could call this service.

    Either because neither check of Plain's requests is on (unless `insecure`), or because a
    secret is one that `aggregator demo` makes public.
    """
    for name, workspace in settings.by_workspace.items():
        _refuse_open(workspace, "" if workspace is settings else f"workspaces.{name}.", settings)
    if any(find_token(settings.access(), token) for token in DEMO_TOKENS):
        raise _public("tokens")


def _refuse_open(workspace: WorkspaceSettings, prefix: str, settings: Settings) -> None:
    if not (workspace.signing_secrets or workspace.header_secrets or settings.insecure):
        whose = f"of {prefix.rstrip('.')} " if prefix else ""
        raise SettingsError(
            f"signing_secrets and header_secrets {whose}are both empty, so anyone could ask for "
            "cards. Fix: set AGGREGATOR_SIGNING_SECRETS to the secret that Plain shows, or "
            "AGGREGATOR_INSECURE=true on a development machine.",
            key=f"{prefix}signing_secrets",
        )
    if _holds(workspace.signing_secrets, DEMO_SIGNING_SECRET):
        raise _public(f"{prefix}signing_secrets")
    if _holds(workspace.header_secrets, DEMO_HEADER):
        raise _public(f"{prefix}header_secrets")


def _public(key: str) -> SettingsError:
    return SettingsError(
        f"{key} holds a secret of the demo, which everybody knows. Fix: make one of your own, for "
        "example with: openssl rand -hex 32",
        key=key,
    )


def _holds(secrets: Iterable[SecretStr], public: str) -> bool:
    return any(secret.get_secret_value() == public for secret in secrets)
