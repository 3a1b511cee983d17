"""What the commands of `aggregator plain` share: the workspace that is simulated, the customer."""

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.plain.advice import Advice
from aggregator.cli.terminal import options
from aggregator.cli.terminal.address import complete
from aggregator.cli.terminal.credentials import credentials
from aggregator.cli.terminal.failure import CommandFailed, WrongUsage
from aggregator.cli.terminal.output import err, say
from aggregator.cli.terminal.trust import trusted

if TYPE_CHECKING:
    from aggregator.simulator.configs import PlainWorkspace
    from aggregator.simulator.visit import Visit

DEFAULT_FILE = Path("plain.toml")

FileOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Card configs, as aggregator plain init writes them. By default ./plain.toml.",
    ),
]
UrlOption = Annotated[
    str | None,
    typer.Option(
        metavar="URL",
        help="Instead of a file: the service, or its /cards; without http:// too.",
    ),
]


def workspace(
    file: Path | None,
    url: str | None = None,
    keys: Sequence[str] | None = None,
    secret: str | None = None,
    headers: Sequence[str] | None = None,
    workspace_id: str | None = None,
    ca: Path | None = None,
) -> "PlainWorkspace":
    """Read the card configs, or make them for `url`; says on stderr what Plain would not take."""
    if url is not None and file is not None:
        raise WrongUsage("--config and --url exclude each other. Fix: keep one of them")
    if url is None and (keys or headers or workspace_id or ca):
        raise WrongUsage(
            "--keys, --header, --workspace and --ca belong to --url. Fix: change the file"
        )
    tls = trusted(ca)
    if url is None:
        found = _from_file(file)
    else:
        found = _from_url(url, keys or (), secret, headers or (), workspace_id)
    found = found if found.tls else replace(found, tls=tls)
    plain_text = sorted({it.url.strip() for it in found.shown if not _is_https(it.url)})
    if plain_text:
        more = f" and {len(plain_text) - 1} more" if len(plain_text) > 1 else ""
        say(err(), f"Note: {plain_text[0]}{more} is http. Plain itself takes https:// only.", "dim")
    return found


def advice(file: Path | None, url: str | None) -> Advice:
    """Make what says, of requests to that workspace, what failed ones need."""
    return Advice(None if url else file or DEFAULT_FILE)


def visit(
    email: str | None,
    external_id: str | None,
    plain_id: str | None,
    thread: str | None = None,
    tenant: str | None = None,
) -> "Visit":
    """Say whom an agent opens. Plain knows everybody by an id of its own: one is made up."""
    from aggregator.domain.customer import CustomerIds, TenantIds, ThreadIds
    from aggregator.domain.identity import EMAIL, normalise
    from aggregator.simulator.visit import Visit
    from aggregator.simulator.visit import plain_id as made_up

    known = external_id or normalise(EMAIL, email) or email
    if plain_id is None:
        if not known:
            raise WrongUsage("No customer is named. Fix: for example --customer alex@grocery.co")
        plain_id = made_up("c", known)
    where: dict[str, Any] = {"thread": None, "tenant": None}
    for name, kind, prefix, text in (
        ("thread", ThreadIds, "th", thread),
        ("tenant", TenantIds, "te", tenant),
    ):
        if text is not None:
            own = text.startswith(f"{prefix}_")
            ids = (text, None) if own else (made_up(prefix, text), text)
            where[name] = kind(plain_id=ids[0], external_id=ids[1])
    return Visit(CustomerIds(plain_id=plain_id, external_id=external_id, email=email), **where)


def _from_file(file: Path | None) -> "PlainWorkspace":
    from aggregator.simulator.config_file import ConfigError, load_workspace

    if file is None and not DEFAULT_FILE.is_file():
        raise WrongUsage(
            "No card configs: ./plain.toml is not there. Fix: --url with --keys, --config, or "
            "aggregator plain init"
        )
    try:
        return load_workspace(file or DEFAULT_FILE)
    except ConfigError as error:
        raise CommandFailed(str(error)) from None


def _from_url(
    url: str,
    keys: Sequence[str],
    secret: str | None,
    headers: Sequence[str],
    workspace_id: str | None,
) -> "PlainWorkspace":
    from aggregator.simulator.config_file import ConfigError, read_workspace

    wanted = options.card_keys(keys)
    target = complete(url, "/cards")
    proof = credentials(target, secret, headers, workspace_id, None)
    content: dict[str, Any] = {
        "url": target,
        "allow_http": True,
        "headers": dict(proof.headers),
        "workspace_id": proof.workspace_id,
        "cards": [{"key": key} for key in wanted],
    }
    if proof.secret is not None:
        content["signing_secret"] = proof.secret
    try:
        return read_workspace(content)
    except ConfigError as error:
        raise WrongUsage(str(error)) from None


def _is_https(url: str) -> bool:
    return url.strip().lower().startswith("https://")
