"""What must not be served, though each setting is fine by itself."""

from collections.abc import Iterable

from pydantic import SecretStr

from aggregator.domain.access import find_token
from aggregator.domain.errors import SettingsError
from aggregator.settings.model import Settings

DEMO_SIGNING_SECRET = "demo-secret"  # noqa: S105 - public on purpose: that is why it is refused
DEMO_HEADER = "Bearer demo-token"
DEMO_TOKENS = ("demo-viewer", "demo-engineer", "demo-operator")


def refuse_unsafe(settings: Settings) -> None:
    """Raise SettingsError where anyone could call this service.

    Either because neither check of Plain's requests is on (unless `insecure`), or because a
    secret is one that `aggregator demo` makes public.
    """
    if not (settings.signing_secrets or settings.header_secrets or settings.insecure):
        raise SettingsError(
            "signing_secrets and header_secrets are both empty, so anyone could ask for cards. "
            "Fix: set AGGREGATOR_SIGNING_SECRETS to the secret that Plain shows, or "
            "AGGREGATOR_INSECURE=true on a development machine.",
            key="signing_secrets",
        )
    for key, is_public in (
        ("signing_secrets", _holds(settings.signing_secrets, DEMO_SIGNING_SECRET)),
        ("header_secrets", _holds(settings.header_secrets, DEMO_HEADER)),
        ("tokens", any(find_token(settings.access(), token) for token in DEMO_TOKENS)),
    ):
        if is_public:
            raise SettingsError(
                f"{key} holds a secret of the demo, which everybody knows. Fix: make one of your "
                "own, for example with: openssl rand -hex 32",
                key=key,
            )


def _holds(secrets: Iterable[SecretStr], public: str) -> bool:
    return any(secret.get_secret_value() == public for secret in secrets)
