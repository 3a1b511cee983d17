"""What a call carries to prove itself: from flags and variables, else from the settings here."""

import shlex
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path

from aggregator.cli.terminal.address import is_own
from aggregator.cli.terminal.failure import WrongUsage


@dataclass(frozen=True, slots=True)
class Credentials:
    """`secret` signs, None for no signature; `headers` are those that Plain is told to send."""

    secret: str | None = field(repr=False)
    headers: Mapping[str, str] = field(repr=False)
    workspace_id: str


def credentials(
    url: str,
    secret: str | None,
    headers: Sequence[str],
    workspace_id: str | None,
    config: Path | None,
) -> Credentials:
    """Put together what the call to `url` carries.

    What is not given comes from the settings here (aggregator.toml, AGGREGATOR_*), for an address
    of this machine only: a secret is not sent to a place that nobody named it for. An empty
    `secret` or no header at all is a way to test what a service refuses.
    """
    given = dict(_header(text) for text in headers)
    if secret is not None or given or not is_own(url):
        return Credentials(secret or None, given, workspace_id or "default")
    from aggregator.settings import load_settings

    names = ("signing_secrets", "header_name", "header_secrets", "workspace_id")
    settings = load_settings(config, only=names)
    signing, carried = settings.signing_secrets, settings.header_secrets
    return Credentials(
        secret=signing[0].get_secret_value() if signing else None,
        headers={settings.header_name: carried[0].get_secret_value()} if carried else {},
        workspace_id=workspace_id or settings.workspace_id,
    )


def demo_options() -> list[str]:
    """Give the options that prove a call to aggregator demo, whose secrets are public."""
    from aggregator.demo.setting import HEADER, SIGNING_SECRET

    return ["--secret", SIGNING_SECRET, "--header", ": ".join(HEADER)]


def as_it_has_them(url: str) -> str:
    """Say what proves a call to `url` that was refused: the end of a message, after "Fix: "."""
    fix = "--secret and --header as that service has them"
    return f"{fix}; aggregator demo has {shlex.join(demo_options())}" if is_own(url) else fix


def _header(text: str) -> tuple[str, str]:
    name, colon, value = text.partition(":")
    if not colon or not name.strip():
        # The text may be a secret: it is not repeated.
        raise WrongUsage("--header has no name. Fix: --header 'Authorization: Bearer demo-token'")
    return name.strip(), value.strip()
