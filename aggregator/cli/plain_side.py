"""What the commands of `aggregator plain` share: the workspace that is simulated, the customer."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from http import HTTPStatus
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from aggregator.cli.address import complete
from aggregator.cli.credentials import as_it_has_them, credentials
from aggregator.cli.failure import CommandFailed, WrongUsage
from aggregator.cli.program import runnable
from aggregator.cli.terminal import err, say
from aggregator.cli.trust import trusted

if TYPE_CHECKING:
    from aggregator.simulator.configs import PlainWorkspace
    from aggregator.simulator.instances import Request
    from aggregator.simulator.send import Attempt
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
KeysOption = Annotated[
    list[str] | None,
    typer.Option("--keys", "-k", metavar="A,B", help="With --url: the cards, by key, in order."),
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


async def advise(exchanges: Iterable["Attempt"], file: Path | None) -> None:
    """Say on stderr, once for each address, what requests that failed by their set-up need.

    `file` holds the card configs; None when --url gave them.
    """
    from aggregator.simulator.call import origin
    from aggregator.simulator.instances import Request
    from aggregator.simulator.unreached import misdirected

    for url, each in {it.url: it for it in exchanges}.items():
        where = origin(url)
        told = None
        if each.status in (HTTPStatus.UNAUTHORIZED, HTTPStatus.FORBIDDEN):
            in_file = f"signing_secret and headers in {file} as that service has them"
            told = (
                f"{where} answered {each.status}: it does not believe that this is Plain. "
                f"Fix: {in_file if file else as_it_has_them(url)}"
            )
        elif each.status is not None:
            told = await misdirected(url, where, each.status, b"")
        elif isinstance(each.failure, Request):
            told = await _unreached(url, where, each.failure, file)
        if told is not None:
            say(err(), runnable(told), "yellow")


async def _unreached(url: str, where: str, failure: "Request", file: Path | None) -> str | None:
    from aggregator.simulator.unreached import CA, UNCLEAR, cause_said, no_tls, wrong_scheme

    cause = cause_said(failure.rule)
    if cause is None or cause in UNCLEAR:
        other = await wrong_scheme(url, where)
        if other is not None:
            return other
    return no_tls(where, cause, f"trust in [tls] of {file}" if file else CA) if cause else None


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

    wanted = [key.strip() for text in keys for key in text.split(",") if key.strip()]
    if not wanted:
        raise WrongUsage("--keys names no card. Fix: for example --keys subscription-status,usage")
    target = complete(url, "/cards")
    proof = credentials(target, secret, headers, workspace_id, None)
    content: dict[str, Any] = {
        "url": target,
        "allow_http": True,
        "headers": dict(proof.headers),
        "workspace_id": proof.workspace_id,
        "cards": [{"key": key} for key in dict.fromkeys(wanted)],
    }
    if proof.secret is not None:
        content["signing_secret"] = proof.secret
    try:
        return read_workspace(content)
    except ConfigError as error:
        raise WrongUsage(str(error)) from None


def _is_https(url: str) -> bool:
    return url.strip().lower().startswith("https://")
