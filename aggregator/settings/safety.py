"""What must not be served, though each setting is fine by itself."""

from collections.abc import Iterable, Iterator
from urllib.parse import urlsplit

from pydantic import SecretStr

from aggregator.domain.access import find_token
from aggregator.settings.explain import refusal
from aggregator.settings.model import Settings, is_loopback
from aggregator.settings.workspace import WorkspaceSettings

DEMO_SIGNING_SECRET = "demo-secret"  # noqa: S105 - public on purpose: that is why it is refused
DEMO_HEADER = "Bearer demo-token"
DEMO_TOKENS = ("demo-viewer", "demo-engineer", "demo-operator")


def refuse_unsafe(settings: Settings) -> None:
    """Raise SettingsError where anyone could call this service; a line for each reason.

    Because neither check of Plain's requests is on (unless `insecure`, on this machine alone), or
    because a secret is one that `aggregator demo` makes public.
    """
    wrong = [*_insecure_in_public(settings)]
    for name, workspace in settings.by_workspace.items():
        wrong += _open(workspace, "" if workspace is settings else f"workspaces.{name}.", settings)
    if any(find_token(settings.access(), token) for token in DEMO_TOKENS):
        wrong.append(_public("tokens"))
    if wrong:
        raise refusal(wrong)


def _insecure_in_public(settings: Settings) -> Iterator[str]:
    if not settings.insecure:
        return
    where = "" if is_loopback(settings.host) else f"host is {settings.host}"
    if settings.public_url and not is_loopback(urlsplit(settings.public_url).hostname or ""):
        where = f"public_url is {settings.public_url}"
    if where:
        yield (
            f"insecure is on and {where}, so anyone there could ask for cards. Fix: take insecure "
            "out and set signing_secrets, or serve on 127.0.0.1 without a public_url."
        )


def _open(workspace: WorkspaceSettings, prefix: str, settings: Settings) -> Iterator[str]:
    if not (workspace.signing_secrets or workspace.header_secrets or settings.insecure):
        whose = f"of {prefix.rstrip('.')} " if prefix else ""
        yield (
            f"signing_secrets and header_secrets {whose}are both empty, so anyone could ask for "
            "cards. Fix: set AGGREGATOR_SIGNING_SECRETS to the secret that Plain shows, or "
            "AGGREGATOR_INSECURE=true on a development machine."
        )
    if _holds(workspace.signing_secrets, DEMO_SIGNING_SECRET):
        yield _public(f"{prefix}signing_secrets")
    if _holds(workspace.header_secrets, DEMO_HEADER):
        yield _public(f"{prefix}header_secrets")


def _public(key: str) -> str:
    return (
        f"{key} holds a secret of the demo, which everybody knows. Fix: make one of your own, for "
        "example with: openssl rand -hex 32"
    )


def _holds(secrets: Iterable[SecretStr], public: str) -> bool:
    return any(secret.get_secret_value() == public for secret in secrets)
