"""Options that several commands share."""

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated, Any

import typer

from aggregator.cli.terminal.failure import WrongUsage

ConfigOption = Annotated[
    Path | None,
    typer.Option(
        "--config",
        metavar="FILE",
        help="Settings file. By default AGGREGATOR_CONFIG, else ./aggregator.toml if it is there.",
    ),
]

EmailOption = Annotated[
    str | None, typer.Option("--customer", metavar="EMAIL", help="The customer's e-mail address.")
]
ExternalIdOption = Annotated[
    str | None,
    typer.Option("--external-id", metavar="ID", help="The customer's id in your own backend."),
]
PlainIdOption = Annotated[
    str | None, typer.Option("--plain-id", metavar="ID", help="The customer's id in Plain (c_...).")
]
ThreadOption = Annotated[
    str | None,
    typer.Option(
        "--thread", metavar="ID", help="The thread: Plain's id (th_...), else your external id."
    ),
]
TenantOption = Annotated[
    str | None,
    typer.Option(
        "--tenant", metavar="ID", help="The tenant: Plain's id (te_...), else your external id."
    ),
]

SecretOption = Annotated[
    str | None,
    typer.Option(
        metavar="TEXT",
        envvar="AGGREGATOR_CALL_SECRET",
        help="Signs what is asked, as the secret that Plain shows does; empty: no signature.",
    ),
]
HeadersOption = Annotated[
    list[str] | None,
    typer.Option(
        "--header", metavar="'NAME: VALUE'", help="A header that Plain sends; repeat for more."
    ),
]
WorkspaceOption = Annotated[
    str | None, typer.Option("--workspace", metavar="ID", help="Plain-Workspace-Id that is sent.")
]
CaOption = Annotated[
    Path | None,
    typer.Option(
        "--ca",
        metavar="FILE",
        help="For https: the authorities to trust, as PEM, in place of the system's.",
    ),
]


_KEYS: Any = typer.Option("--keys", "-k", metavar="A,B", help="Cards, by key, in their order.")
KeysOption = Annotated[list[str] | None, _KEYS]
KeysNeeded = Annotated[list[str], _KEYS]


def parted(given: Sequence[str] | None) -> tuple[str, ...]:
    """Part "a,b" at its commas; each text once."""
    parts = (part.strip() for text in given or () for part in text.split(","))
    return tuple(dict.fromkeys(part for part in parts if part))


def card_keys(given: Sequence[str] | None) -> tuple[str, ...]:
    """Read --keys. WrongUsage when it names none."""
    keys = parted(given)
    if not keys:
        raise WrongUsage("--keys names no card. Fix: for example --keys subscription-status,usage")
    return keys


def customer_ids(
    email: str | None, external_id: str | None, plain_id: str | None
) -> dict[str, str | None]:
    """Write a customer as Plain does: each id by its name, None where it is not known."""
    return {"id": plain_id, "externalId": external_id, "email": email}


def ids(text: str | None, prefix: str) -> dict[str, str | None] | None:
    """Write a thread or tenant as Plain does; what begins with `prefix` is Plain's own id."""
    if text is None:
        return None
    return {"id": text} if text.startswith(prefix) else {"externalId": text}
